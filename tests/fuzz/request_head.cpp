// Any bytes as a request head: what is accepted must be safe to send on and mean the same there.
#include <cstdint>
#include <string>

#include "meridian/core/base/check.hpp"
#include "meridian/core/http/admission.hpp"
#include "meridian/core/http/rewrite.hpp"

namespace {

using namespace meridian;
using namespace meridian::http;

void check_fields(const FieldList& fields) {
  for (const Field& field : fields) {
    MERIDIAN_CHECK(!field.name.empty());
    MERIDIAN_CHECK(field.name.find_first_of(" \t:") == field.name.npos);
    MERIDIAN_CHECK(field.value.find_first_of(std::string_view("\r\n\0", 3)) == field.value.npos);
    MERIDIAN_CHECK(field.id == field_id(field.name));
  }
}

void check_rewritten(const RequestHead& head, const Framing& framing, bool peer_trusted) {
  static char area[2 * limits::kHeadBytesMax];
  Output out(area, sizeof area);
  ForwardFacts facts;
  facts.client = facts.peer = IpAddress::v4(0x7f000001);
  facts.peer_trusted = peer_trusted;
  facts.edge_id = "edge-1";
  facts.request_id = "id-1";
  facts.host = "endpoint";
  MERIDIAN_CHECK(write_upstream_head(head, framing, facts, out));

  static RequestHead again;
  const HeadResult result = parse_request_head(out.view(), sizeof area, again);
  if (result.violation == Violation::too_many_fields) return;  // ours came on top
  MERIDIAN_CHECK(result.state == HeadState::complete);
  MERIDIAN_CHECK(result.bytes == out.view().size());
  const RequestVerdict verdict = admit_request(again);
  MERIDIAN_CHECK(verdict.violation == Violation::none);
  MERIDIAN_CHECK(verdict.framing.kind == framing.kind);
  MERIDIAN_CHECK(verdict.framing.length == framing.length);
  MERIDIAN_CHECK(again.method_text == head.method_text);
  MERIDIAN_CHECK(again.path == head.path);
  MERIDIAN_CHECK(again.query == head.query);
  MERIDIAN_CHECK(again.host == (head.host.empty() ? "endpoint" : head.host));
  for (const Field& field : again.fields)
    MERIDIAN_CHECK(field.id != FieldId::internal && field.id != FieldId::upgrade);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view in(reinterpret_cast<const char*>(data), size);
  static RequestHead head;
  const HeadResult result = parse_request_head(in, limits::kHeadBytesMax, head);
  std::size_t scanned = 0;
  const std::size_t end = find_head_end(in, scanned);
  if (result.state == HeadState::refused) MERIDIAN_CHECK(result.status >= 400);
  if (result.state == HeadState::incomplete) MERIDIAN_CHECK(end == in.npos || end <= 4);
  if (result.state != HeadState::complete) return 0;
  MERIDIAN_CHECK(result.bytes <= size && result.bytes <= limits::kHeadBytesMax);
  MERIDIAN_CHECK(result.bytes == end);
  MERIDIAN_CHECK(!head.path.empty() || head.form == TargetForm::authority);
  check_fields(head.fields);
  const RequestVerdict verdict = admit_request(head);
  MERIDIAN_CHECK((verdict.violation == Violation::none) == (verdict.status == 0));
  if (verdict.violation != Violation::none) return 0;
  is_loop(head, "edge-1");
  check_rewritten(head, verdict.framing, false);
  check_rewritten(head, verdict.framing, true);
  return 0;
}
