#include "meridian/core/http/admission.hpp"

#include "core/http/authority.hpp"
#include "core/http/connection.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::http {

namespace {

// H3. One Host in 1.1, at most one in 1.0, always an authority, also where the target overrides it.
bool is_host_valid(const RequestHead& head) {
  if (head.fields.repeats(FieldId::host)) return false;
  const Field* const only = head.fields.find(FieldId::host);
  if (only == nullptr) return head.minor_version == 0;
  if (only->value.data() == head.authority.data()) return !head.host.empty();
  return !host_of(only->value).empty();
}

bool is_expectation_known(const RequestHead& head) {
  bool known = true;
  for_each_list_value(head.fields, FieldId::expect, [&](std::string_view token) {
    known = known && equals_ignoring_case(token, "100-continue");
  });
  return known;
}

// S13. Only OPTIONS: TRACE is refused, and for other methods the field means nothing.
bool is_max_forwards_valid(const RequestHead& head, bool& final_hop) {
  const Field* const field = head.fields.find(FieldId::max_forwards);
  if (field == nullptr || head.method != Method::options) return true;
  const auto hops = parse_decimal(field->value);
  final_hop = hops == std::uint64_t{0};
  return hops.has_value() && !head.fields.repeats(FieldId::max_forwards);
}

// S4. Of the protocols one could upgrade to, WebSocket is the only one passed on: h2c would carry
// requests past everything that is decided about them here. With a body it stays plain HTTP.
bool asks_for_websocket(const RequestHead& head, bool has_body) {
  return head.method == Method::get && head.minor_version >= 1 && !has_body &&
         names_websocket(head.fields);
}

void refuse(RequestVerdict& verdict, Violation violation, std::uint16_t status) {
  verdict.framing.persistent = false;
  verdict.violation = violation;
  verdict.status = status;
}

}  // namespace

RequestVerdict admit_request(const RequestHead& head) {
  RequestVerdict verdict;
  const FramingVerdict framed = judge_request(head);
  verdict.framing = framed.framing;
  if (framed.violation != Violation::none) {
    refuse(verdict, framed.violation, framed.status);
    return verdict;
  }
  if (!is_host_valid(head)) {
    refuse(verdict, Violation::host, 400);
    return verdict;
  }
  const bool has_body = verdict.framing.kind == BodyKind::chunked || verdict.framing.length > 0;
  if (head.method == Method::connect || head.method == Method::trace) {
    if (has_body) {  // S5; RFC 9110, 9.3.8 for TRACE
      refuse(verdict, Violation::unexpected_body, 400);
    } else {
      refuse(verdict, Violation::method_not_allowed, 405);
    }
    return verdict;
  }
  if (head.minor_version >= 1 && head.fields.has(FieldId::expect)) {  // 1.0: ignored, 9110 10.1.1
    if (!is_expectation_known(head)) {
      refuse(verdict, Violation::expectation, 417);
      return verdict;
    }
    verdict.expects_continue = has_body;
  }
  if (!is_max_forwards_valid(head, verdict.final_hop)) {
    refuse(verdict, Violation::max_forwards, 400);
    return verdict;
  }
  if (head.fields.has(FieldId::early_data) && !is_safe(head.method)) {
    verdict.violation = Violation::early_data;
    verdict.status = 425;
    return verdict;
  }
  verdict.upgrade_requested = asks_for_websocket(head, has_body);
  return verdict;
}

}  // namespace meridian::http
