// The HTTP/1.1 head codec: bytes -> head, strict. What is not clearly valid is refused with a named
// violation; nothing is repaired except where a comment says so. Pure, no allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "meridian/core/http/field.hpp"

namespace meridian::http {

// Why a message was refused; the names are label values of meridian_protocol_violations_total.
enum class Violation : std::uint8_t {
  none,
  request_line,        // F10: not METHOD SP target SP HTTP/1.x CRLF
  version,             // F10: 505
  uri_too_long,        // F11: 414
  head_too_large,      // F11: 431 (502 from upstream)
  too_many_fields,     // 431
  field_name,          // H1
  field_value,         // H1, H11: control bytes, bare CR or LF
  obs_fold,            // H2
  host,                // H3: missing, repeated or not an authority
  target,              // not origin, absolute, authority or asterisk form
  content_length,      // F2
  transfer_encoding,   // F3
  length_and_coding,   // F1
  chunk,               // F4, F5
  trailer,             // F5
  status_line,         // upstream
  unexpected_body,     // F9, S1: bytes beyond the framing
  method_not_allowed,  // S5, S13: CONNECT, TRACE: 405
  expectation,         // S3: 417
  upgrade_unasked,     // S4: 101 to a request that did not ask for it, or for something else
  too_many_interim,    // S2: 1xx without end
  max_forwards,        // S13
  misdirected,         // S14: the host is served by another certificate: 421
  early_data,          // S14: of an unsafe method, it may be a replay: 425 (RFC 8470)
};
std::string_view to_string(Violation violation);

enum class TargetForm : std::uint8_t { origin, absolute, authority, asterisk };

struct RequestHead {
  Method method = Method::other;
  std::string_view method_text;
  std::string_view target;  // as received
  TargetForm form = TargetForm::origin;
  std::string_view path;   // of the target, without query; "/" for an absolute form without one and
                           // for the asterisk form
  std::string_view query;  // without '?'
  std::string_view authority;  // of the absolute form, else the first Host: as received
  std::string_view host;       // authority without port, brackets kept; empty where not valid
  int minor_version = 1;
  FieldList fields;
};

struct ResponseHead {
  int minor_version = 1;
  std::uint16_t status = 0;
  std::string_view reason;
  FieldList fields;
};

enum class HeadState : std::uint8_t { incomplete, complete, refused };

struct HeadResult {
  HeadState state = HeadState::incomplete;
  std::size_t bytes = 0;  // complete: length of the head including the empty line
  Violation violation = Violation::none;
  std::uint16_t status = 0;  // refused: the answer to a request; 502 for a response
};

// Where the head ends (just behind CRLF CRLF), or npos. `scanned` remembers how far earlier calls
// looked, so that a head arriving byte by byte costs linear time; start it at 0 for each head.
std::size_t find_head_end(std::string_view in, std::size_t& scanned);

// Skips at most one empty line before the request line. An unfinished head is refused as soon as it
// can be told to be wrong or too long: after `incomplete`, call again when find_head_end says so or
// when `head_bytes_max` bytes are there. `head_bytes_max` <= limits::kHeadBytesMax; a head of that
// size must be complete. Whether Host is there and valid is admit_request()'s to say.
HeadResult parse_request_head(std::string_view in, std::size_t head_bytes_max, RequestHead& out);

// Takes a buffer it may write to, because a folded line (H2) is unfolded in place: its CRLF becomes
// two spaces. A status line without the space after the status is accepted.
HeadResult parse_response_head(std::span<char> in, std::size_t head_bytes_max, ResponseHead& out);

// Every value of a comma-separated list field, over all its lines: calls visit(token) trimmed.
template <class Visit>
void for_each_list_value(const FieldList& fields, FieldId id, Visit visit) {
  const Field* const first = fields.find(id);
  if (first == nullptr) return;
  const Field* const end = fields.repeats(id) ? fields.end() : first + 1;
  for (const Field* field = first; field != end; ++field) {
    if (field->id != id) continue;
    std::string_view rest = field->value;
    while (!rest.empty()) {
      const std::size_t comma = rest.find(',');
      std::string_view token = rest.substr(0, comma);
      while (!token.empty() && (token.front() == ' ' || token.front() == '\t'))
        token.remove_prefix(1);
      while (!token.empty() && (token.back() == ' ' || token.back() == '\t'))
        token.remove_suffix(1);
      if (!token.empty()) visit(token);
      rest = comma == rest.npos ? std::string_view{} : rest.substr(comma + 1);
    }
  }
}

}  // namespace meridian::http
