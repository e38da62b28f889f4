// Any bytes as a response head: what is accepted must be safe to send on and mean the same there.
#include <cstdint>
#include <string>

#include "meridian/core/base/check.hpp"
#include "meridian/core/http/rewrite.hpp"

namespace {

using namespace meridian;
using namespace meridian::http;

void check_rewritten(const ResponseHead& head, const Framing& framing, Method method) {
  static char area[2 * limits::kHeadBytesMax];
  Output out(area, sizeof area);
  ResponseFacts facts;
  facts.edge_id = "edge-1";
  facts.request_id = "id-1";
  facts.close = !framing.persistent;
  MERIDIAN_CHECK(write_client_head(head, framing, facts, out));

  std::string bytes(out.view());
  static ResponseHead again;
  const HeadResult result = parse_response_head(bytes, sizeof area, again);
  if (result.violation == Violation::too_many_fields) return;  // ours came on top
  MERIDIAN_CHECK(result.state == HeadState::complete);
  MERIDIAN_CHECK(result.bytes == bytes.size());
  MERIDIAN_CHECK(again.status == head.status);
  const FramingVerdict verdict = judge_response(again, method);
  MERIDIAN_CHECK(verdict.violation == Violation::none);
  MERIDIAN_CHECK(verdict.framing.kind == framing.kind);
  if (framing.kind == BodyKind::length) MERIDIAN_CHECK(verdict.framing.length == framing.length);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string in(reinterpret_cast<const char*>(data), size);
  static ResponseHead head;
  const HeadResult result = parse_response_head(in, limits::kHeadBytesMax, head);
  if (result.state == HeadState::refused) MERIDIAN_CHECK(result.status == 502);
  if (result.state != HeadState::complete) return 0;
  MERIDIAN_CHECK(result.bytes <= size && result.bytes <= limits::kHeadBytesMax);
  MERIDIAN_CHECK(head.status >= 100 && head.status <= 999);
  for (const Field& field : head.fields) {
    MERIDIAN_CHECK(!field.name.empty());
    MERIDIAN_CHECK(field.value.find_first_of(std::string_view("\r\n\0", 3)) == field.value.npos);
  }
  for (const Method method : {Method::get, Method::head}) {
    const FramingVerdict verdict = judge_response(head, method);
    if (verdict.violation == Violation::none) check_rewritten(head, verdict.framing, method);
  }
  return 0;
}
