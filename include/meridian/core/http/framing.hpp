// Where a message ends, judged once over the collected fields before any body byte is taken. This
// is the only place that reads Content-Length and Transfer-Encoding. Strict: ambiguous is refused.
#pragma once

#include <cstdint>

#include "meridian/core/http/head.hpp"

namespace meridian::http {

enum class BodyKind : std::uint8_t { none, length, chunked, until_close };

struct Framing {
  BodyKind kind = BodyKind::none;
  std::uint64_t length = 0;  // BodyKind::length; of HEAD and 304 what Content-Length announced
  bool persistent = true;    // this sender's connection may carry another message afterwards
};

struct FramingVerdict {
  Framing framing;
  Violation violation = Violation::none;
  std::uint16_t status = 0;  // where violated: 400, 431, 501 (request); 502 (response)
};

FramingVerdict judge_request(const RequestHead& head);
// `method`: of the request this answers (HEAD has no body). 1xx, 204 and 304 have none either. 101
// is refused: the proxy never asks an upstream to switch protocols.
FramingVerdict judge_response(const ResponseHead& head, Method method);

}  // namespace meridian::http
