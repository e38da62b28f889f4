// Two readings of request bytes, both of their own making and sharing nothing with the proxy. The
// strict one says what a client has clearly asked for; the lenient one says what a careless server
// would make of what a proxy sent on.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace meridian::differential {

struct FieldLine {
  std::string name;  // in lower case, without blanks around it
  std::string value;
};

struct Request {
  std::string method;
  std::string target;
  std::string head;  // all of it, as it stands on the wire
  std::vector<FieldLine> fields;
  std::string body;  // content
  std::string wire;  // the body with its chunks
  bool complete = false;
  bool has(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  std::string value(std::string_view name) const;  // of the first; "" where absent
  // Without scheme and authority; "/" where nothing is left.
  std::string path() const;
};

// The requests that `sent` begins with, up to the first byte that RFC 9112 does not allow. The last
// one may be incomplete.
std::vector<Request> read_strictly(std::string_view sent);

struct LenientStep {
  Request request;
  std::size_t consumed = 0;  // 0: the message is not complete
};

// One request from the beginning of `in`: any line end, any blank, the first Content-Length, and
// chunks wherever the coding speaks of chunks. An incomplete one is given as far as it is known.
LenientStep read_leniently(std::string_view in);

// Bytes that no careful sender lets out: controls, a lone CR or LF, a folded line.
bool has_control_bytes(std::string_view head);

std::string lower(std::string_view text);
std::string_view trimmed(std::string_view text);

}  // namespace meridian::differential
