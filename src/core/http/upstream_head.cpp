#include "meridian/core/http/rewrite.hpp"

#include <charconv>

#include "core/http/connection.hpp"
#include "core/http/writer.hpp"
#include "meridian/core/base/text.hpp"
#include "meridian/core/http/cookie.hpp"

namespace meridian::http {

namespace {

// The address of the peer as text, written once per head.
class AddressText {
 public:
  explicit AddressText(const IpAddress& address)
      : v4_(address.is_v4()), size_(v4_ ? write_v4(address.v4_bits()) : address.write_to(text_)) {}
  std::string_view view() const { return {text_, size_}; }
  bool is_v4() const { return v4_; }

 private:
  std::size_t write_v4(std::uint32_t bits) {
    char* at = text_;
    for (int shift = 24; shift >= 0; shift -= 8) {
      if (shift != 24) *at++ = '.';
      at = std::to_chars(at, text_ + sizeof text_, bits >> shift & 0xffU).ptr;
    }
    return static_cast<std::size_t>(at - text_);
  }

  char text_[48];
  bool v4_;
  std::size_t size_;
};

// An absolute target goes on in origin form, byte for byte; without a path it is "/", for OPTIONS
// "*" (RFC 9112, 3.2.4).
void write_target(const RequestHead& head, HeadWriter& out) {
  if (head.form != TargetForm::absolute) return out.put(head.target);
  const char* const path_begin = head.authority.data() + head.authority.size();
  const auto prefix = static_cast<std::size_t>(path_begin - head.target.data());
  const std::string_view rest = head.target.substr(prefix);
  if (rest.empty()) return out.put(head.method == Method::options ? "*" : "/");
  if (rest.front() == '?') out.put("/");
  out.put(rest);
}

void write_request_line(const RequestHead& head, HeadWriter& out) {
  out.put(head.method_text);
  out.put(" ");
  write_target(head, out);
  out.put(" HTTP/1.1\r\n");
}

// S13: one hop less than received.
bool counts_hops(const RequestHead& head) {
  return head.method == Method::options && head.fields.has(FieldId::max_forwards);
}

void write_max_forwards(const RequestHead& head, HeadWriter& out) {
  const auto hops = parse_decimal(head.fields.find(FieldId::max_forwards)->value);
  if (hops && *hops > 0) out.number_field("Max-Forwards", *hops - 1);
}

// What of the received fields goes on as it is; hop-by-hop and internal ones do not, and the rest
// is written below.
bool passes(const RequestHead& head, const Field& field, bool strips_listed) {
  switch (field.id) {
    case FieldId::other: return !strips_listed || !is_listed(head.fields, field);
    case FieldId::expect: return head.minor_version >= 1;
    case FieldId::max_forwards: return !counts_hops(head);
    case FieldId::date:
    case FieldId::early_data:
    case FieldId::server:
    case FieldId::trailer: return true;
    default: return false;
  }
}

// A Cookie line without the edge's own cookie; nothing where no other is in it.
void write_other_cookies(const Field& line, std::string_view own, HeadWriter& out) {
  bool begun = false;
  for_each_cookie(line.value, [&](std::string_view pair) {
    if (cookie_name(pair) == own) return;
    out.put(begun ? "; " : "Cookie: ");
    out.put(pair);
    begun = true;
  });
  if (begun) out.put("\r\n");
}

void write_connection(const RequestHead& head, bool upgrade, HeadWriter& out) {
  bool trailers = false;
  for_each_list_value(head.fields, FieldId::te, [&](std::string_view token) {
    trailers = trailers || equals_ignoring_case(token, "trailers");
  });
  if (upgrade) {
    out.put(trailers ? "Connection: upgrade, TE\r\n" : "Connection: upgrade\r\n");
    out.put("Upgrade: websocket\r\n");
  } else if (trailers) {
    out.put("Connection: TE\r\n");
  }
  if (trailers) out.put("TE: trailers\r\n");
}

// The values of a trusted peer's lines of this field, each followed by ", ".
void put_received(const FieldList& fields, FieldId id, HeadWriter& out) {
  if (!fields.has(id)) return;
  for (const Field& field : fields) {
    if (field.id != id || field.value.empty()) continue;
    out.put(field.value);
    out.put(", ");
  }
}

void put_node(const AddressText& address, HeadWriter& out) {
  out.put(address.is_v4() ? "for=" : "for=\"[");
  out.put(address.view());
  if (!address.is_v4()) out.put("]\"");
}

void write_forwarded(const RequestHead& head, const ForwardFacts& facts, HeadWriter& out) {
  const AddressText peer(facts.peer);
  out.put("X-Forwarded-For: ");
  if (facts.peer_trusted) put_received(head.fields, FieldId::x_forwarded_for, out);
  out.put(peer.view());
  out.put("\r\nForwarded: ");
  if (facts.peer_trusted) put_received(head.fields, FieldId::forwarded, out);
  // A chain of proxies that only spoke X-Forwarded-For goes on with the client (RFC 7239, 7.4).
  if (!head.fields.has(FieldId::forwarded) && facts.client != facts.peer) {
    put_node(AddressText(facts.client), out);
    out.put(", ");
  }
  put_node(peer, out);
  out.put(facts.tls ? ";proto=https" : ";proto=http");
  if (!head.authority.empty()) {
    const bool is_bare = head.host.size() == head.authority.size() && head.host.front() != '[';
    out.put(is_bare ? ";host=" : ";host=\"");
    out.put(head.authority);
    if (!is_bare) out.put("\"");
  }
  out.put("\r\n");
}

// The first proxy of a trusted chain saw the client, so what it said stays.
std::string_view received_or(const RequestHead& head, const ForwardFacts& facts, FieldId id,
                             std::string_view ours) {
  const Field* field = facts.peer_trusted ? head.fields.find(id) : nullptr;
  return field != nullptr && !field->value.empty() ? field->value : ours;
}

void write_client_side(const RequestHead& head, const ForwardFacts& facts, HeadWriter& out) {
  out.field("X-Forwarded-Proto",
            received_or(head, facts, FieldId::x_forwarded_proto, facts.tls ? "https" : "http"));
  const std::string_view host = received_or(head, facts, FieldId::x_forwarded_host, head.authority);
  if (!host.empty()) out.field("X-Forwarded-Host", host);
  const std::string_view port = received_or(head, facts, FieldId::x_forwarded_port, {});
  if (port.empty()) {
    out.number_field("X-Forwarded-Port", facts.listener_port);
  } else {
    out.field("X-Forwarded-Port", port);
  }
  out.put("Via: ");
  if (facts.peer_trusted) put_received(head.fields, FieldId::via, out);
  out.put(facts.http2 ? "2.0 " : head.minor_version == 0 ? "1.0 " : "1.1 ");
  out.put(facts.edge_id);
  out.put("\r\n");
  const std::string_view request_id = request_id_of(head, facts);
  if (!request_id.empty()) out.field("X-Request-Id", request_id);
}

void write_framing(const Framing& framing, HeadWriter& out) {
  if (framing.kind == BodyKind::length) out.number_field("Content-Length", framing.length);
  if (framing.kind == BodyKind::chunked) out.put("Transfer-Encoding: chunked\r\n");
}

}  // namespace

std::string_view request_id_of(const RequestHead& head, const ForwardFacts& facts) {
  const std::string_view received =
      received_or(head, facts, FieldId::x_request_id, facts.request_id);
  return received.size() <= limits::kRequestIdBytesMax ? received : facts.request_id;
}

bool write_upstream_head(const RequestHead& head, const Framing& framing, const ForwardFacts& facts,
                         Output& out) {
  HeadWriter writer(out);
  write_request_line(head, writer);
  writer.field("Host", head.authority.empty() ? facts.host : head.authority);
  const bool strips_listed = connection_options(head.fields).names_fields;
  const std::string_view own = facts.own_cookie;
  write_passing_fields(head.fields, writer, [&](const Field& field) {
    return passes(head, field, strips_listed) && (own.empty() || !is_cookie_line(field));
  });
  if (!own.empty()) {
    for (const Field& field : head.fields)
      if (is_cookie_line(field) && passes(head, field, strips_listed))
        write_other_cookies(field, own, writer);
  }
  write_framing(framing, writer);
  write_connection(head, facts.upgrade, writer);
  if (counts_hops(head)) write_max_forwards(head, writer);
  write_forwarded(head, facts, writer);
  write_client_side(head, facts, writer);
  writer.put(facts.client_certificate);
  if (facts.attempt > 1)
    writer.number_field("Meridian-Attempt", static_cast<std::uint64_t>(facts.attempt));
  writer.put("\r\n");
  return writer.finish();
}

bool is_loop(const RequestHead& head, std::string_view edge_id) {
  bool loop = false;
  for_each_list_value(head.fields, FieldId::via, [&](std::string_view entry) {
    const std::size_t space = entry.find_first_of(" \t");
    if (space == entry.npos) return;
    const std::string_view by = trim(entry.substr(space));
    loop = loop || equals_ignoring_case(by.substr(0, by.find_first_of(" \t(")), edge_id);
  });
  return loop;
}

}  // namespace meridian::http
