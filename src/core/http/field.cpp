#include "meridian/core/http/field.hpp"

#include "core/http/words.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::http {

namespace {

// The caller has looked at the length.
template <std::size_t N>
bool is(const char* name, const char (&lower)[N]) {
  return begins_with_word(name, lower);
}

FieldId forwarding_id(const char* n, std::size_t size) {
  switch (size) {
    case 12: return is(n, "x-request-id") ? FieldId::x_request_id : FieldId::other;
    case 15: return is(n, "x-forwarded-for") ? FieldId::x_forwarded_for : FieldId::other;
    case 16:
      if (is(n, "x-forwarded-host")) return FieldId::x_forwarded_host;
      return is(n, "x-forwarded-port") ? FieldId::x_forwarded_port : FieldId::other;
    case 17: return is(n, "x-forwarded-proto") ? FieldId::x_forwarded_proto : FieldId::other;
    default: return FieldId::other;
  }
}

// Who a client is: said by the edge alone. "client-cert", "client-cert-chain" (RFC 9440).
bool names_client(std::string_view name) {
  const char* const n = name.data();
  if (!is(n, "client") || (n[6] != '-' && n[6] != '_') || !is(n + 7, "cert")) return false;
  if (name.size() == 11) return true;
  return (n[11] == '-' || n[11] == '_') && is(n + 12, "chain");
}

// "x-client-cert-*".
bool is_client_name(std::string_view name) {
  const char* const n = name.data();
  return (n[1] == '-' || n[1] == '_') && is(n + 2, "client") && (n[8] == '-' || n[8] == '_') &&
         is(n + 9, "cert");
}

// Many backends read '-' and '_' as one, so a '_' spelling of a name we set is as good as the name.
FieldId x_field_id(std::string_view name) {
  constexpr std::size_t kLongest = 17;
  if (name.size() >= 13 && (name[2] | 0x20) == 'c' && is_client_name(name))
    return FieldId::internal;
  if (name.size() < 12 || name.size() > kLongest) return FieldId::other;
  if (name.find('_') == name.npos) return forwarding_id(name.data(), name.size());
  char dashed[kLongest];
  for (std::size_t i = 0; i < name.size(); ++i) dashed[i] = name[i] == '_' ? '-' : name[i];
  const FieldId id = forwarding_id(dashed, name.size());
  return id == FieldId::other ? FieldId::other : FieldId::internal;
}

bool is_own_name(std::string_view name) {
  return name.size() > 9 && is(name.data(), "meridian") && (name[8] == '-' || name[8] == '_');
}

FieldId short_id(const char* n, std::size_t size) {
  switch (size) {
    case 2: return is(n, "te") ? FieldId::te : FieldId::other;
    case 3: return is(n, "via") ? FieldId::via : FieldId::other;
    case 4:
      if (is(n, "host")) return FieldId::host;
      return is(n, "date") ? FieldId::date : FieldId::other;
    case 6:
      if (is(n, "expect")) return FieldId::expect;
      return is(n, "server") ? FieldId::server : FieldId::other;
    case 7:
      if (is(n, "upgrade")) return FieldId::upgrade;
      return is(n, "trailer") ? FieldId::trailer : FieldId::other;
    default: return FieldId::other;
  }
}

FieldId long_id(const char* n, std::size_t size) {
  switch (size) {
    case 9: return is(n, "forwarded") ? FieldId::forwarded : FieldId::other;
    case 10:
      if (is(n, "connection")) return FieldId::connection;
      if (is(n, "early-data")) return FieldId::early_data;
      return is(n, "keep-alive") ? FieldId::keep_alive : FieldId::other;
    case 12: return is(n, "max-forwards") ? FieldId::max_forwards : FieldId::other;
    case 14: return is(n, "content-length") ? FieldId::content_length : FieldId::other;
    case 16: return is(n, "proxy-connection") ? FieldId::proxy_connection : FieldId::other;
    case 17: return is(n, "transfer-encoding") ? FieldId::transfer_encoding : FieldId::other;
    case 18: return is(n, "proxy-authenticate") ? FieldId::proxy_authenticate : FieldId::other;
    case 19: return is(n, "proxy-authorization") ? FieldId::proxy_authorization : FieldId::other;
    default: return FieldId::other;
  }
}

}  // namespace

FieldId field_id(std::string_view name) {
  if (name.size() < 2) return FieldId::other;
  const char first = ascii_lower(name.front());
  if (first == 'm' && is_own_name(name)) return FieldId::internal;
  if (first == 'x') return x_field_id(name);
  if (first == 'c' && (name.size() == 11 || name.size() == 17) && names_client(name))
    return FieldId::internal;
  return name.size() < 8 ? short_id(name.data(), name.size()) : long_id(name.data(), name.size());
}

}  // namespace meridian::http
