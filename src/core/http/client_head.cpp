#include "core/http/connection.hpp"

#include <algorithm>

#include "core/http/writer.hpp"
#include "meridian/core/base/text.hpp"
#include "meridian/core/http/rewrite.hpp"

namespace meridian::http {

namespace {

void write_status_line(std::uint16_t status, std::string_view reason, HeadWriter& out) {
  out.put("HTTP/1.1 ");
  out.number(status);
  out.put(" ");
  out.put(reason);
  out.put("\r\n");
}

bool passes(const ResponseHead& head, const Field& field, const ResponseFacts& facts,
            bool strips_listed) {
  if (is_hop_by_hop(field.id)) return false;
  switch (field.id) {
    case FieldId::other: return !strips_listed || !is_listed(head.fields, field);
    case FieldId::x_request_id: return facts.request_id.empty();
    case FieldId::content_length:
    case FieldId::internal: return false;
    default: return true;
  }
}

// 1xx and 204 announce no body (RFC 9110, 8.6); HEAD and 304 announce the one they leave out (S1).
void write_framing(const ResponseHead& head, const Framing& framing, OutFraming out_framing,
                   HeadWriter& out) {
  if (head.status < 200 || head.status == 204) return;
  switch (framing.kind) {
    case BodyKind::none:
      if (head.fields.has(FieldId::content_length))
        out.number_field("Content-Length", framing.length);
      return;
    case BodyKind::length:
      if (out_framing != OutFraming::chunked) {
        out.number_field("Content-Length", framing.length);
        return;
      }
      break;
    case BodyKind::chunked:
      if (out_framing == OutFraming::content_only) return;
      break;
    case BodyKind::until_close:
      if (out_framing != OutFraming::chunked) return;
      break;
  }
  out.put("Transfer-Encoding: chunked\r\n");
}

bool says_hsts(const FieldList& fields) {
  return std::any_of(fields.begin(), fields.end(), [](const Field& field) {
    return field.id == FieldId::other &&
           equals_ignoring_case(field.name, "strict-transport-security");
  });
}

}  // namespace

bool write_client_head(const ResponseHead& head, const Framing& framing, const ResponseFacts& facts,
                       Output& out) {
  HeadWriter writer(out);
  write_status_line(head.status, head.reason, writer);
  const bool strips_listed = connection_options(head.fields).names_fields;
  write_passing_fields(head.fields, writer, [&](const Field& field) {
    return passes(head, field, facts, strips_listed);
  });
  write_framing(head, framing, facts.framing, writer);
  if (!facts.date.empty() && head.status >= 200 && !head.fields.has(FieldId::date))
    writer.field("Date", facts.date);
  writer.put(head.minor_version == 0 ? "Via: 1.0 " : "Via: 1.1 ");
  writer.put(facts.edge_id);
  writer.put("\r\n");
  if (!facts.request_id.empty()) writer.field("X-Request-Id", facts.request_id);
  writer.put(facts.extra);
  if (!facts.hsts.empty() && !says_hsts(head.fields)) writer.put(facts.hsts);
  if (facts.upgrade) {
    writer.put("Connection: upgrade\r\nUpgrade: websocket\r\n");
  } else if (head.status >= 200 && facts.close) {
    writer.put("Connection: close\r\n");
  } else if (head.status >= 200 && facts.client_version == Version::http1_0) {
    writer.put("Connection: keep-alive\r\n");
  }
  writer.put("\r\n");
  return writer.finish();
}

bool write_answer(const OwnAnswer& answer, Output& out) {
  HeadWriter writer(out);
  write_status_line(answer.status, reason_phrase(answer.status), writer);
  const bool bodiless = answer.status < 200 || answer.status == 204 || answer.status == 304;
  if (!answer.date.empty()) writer.field("Date", answer.date);
  if (!bodiless) {
    writer.field("Content-Type", answer.content_type);
    writer.number_field("Content-Length", answer.body.size());
  }
  if (!answer.request_id.empty()) writer.field("X-Request-Id", answer.request_id);
  writer.put(answer.extra);
  writer.put(answer.hsts);
  if (answer.close) writer.put("Connection: close\r\n");
  writer.put("\r\n");
  if (!bodiless && !answer.head_only) writer.put(answer.body);
  return writer.finish();
}

}  // namespace meridian::http
