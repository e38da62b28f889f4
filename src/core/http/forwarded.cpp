#include "meridian/core/http/forwarded.hpp"

#include <optional>

#include "meridian/core/base/text.hpp"

namespace meridian::http {

namespace {

// "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:80", any of them
// quoted. A port is not looked at.
std::optional<IpAddress> address_of(std::string_view entry) {
  if (entry.size() >= 2 && entry.front() == '"' && entry.back() == '"')
    entry = entry.substr(1, entry.size() - 2);
  if (entry.starts_with('[')) {
    const std::size_t close = entry.find(']');
    if (close == entry.npos) return std::nullopt;
    const std::string_view rest = entry.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') return std::nullopt;
    return IpAddress::parse(entry.substr(1, close - 1));
  }
  const std::size_t colon = entry.find(':');
  const bool is_v4_with_port = colon != entry.npos && entry.find(':', colon + 1) == entry.npos;
  return IpAddress::parse(is_v4_with_port ? entry.substr(0, colon) : entry);
}

// From right to left, as long as everything to the right is trusted.
struct Walk {
  IpAddress client;
  const CidrMap& trusted;
  std::size_t left = limits::kForwardedAddressesMax;

  // False: the walk ends.
  bool take(std::string_view entry) {
    if (left == 0) return false;
    --left;
    if (entry.empty()) return true;
    const auto address = address_of(entry);
    if (!address) return false;
    client = *address;
    return trusted.contains(client);
  }

  bool take_line(std::string_view line) {
    for (;;) {
      const std::size_t comma = line.rfind(',');
      if (!take(trim(comma == line.npos ? line : line.substr(comma + 1)))) return false;
      if (comma == line.npos) return true;
      line = line.substr(0, comma);
    }
  }
};

}  // namespace

IpAddress client_address(const IpAddress& peer, const FieldList& fields, const CidrMap& trusted) {
  if (!fields.has(FieldId::x_forwarded_for) || !trusted.contains(peer)) return peer;
  Walk walk{peer, trusted};
  for (std::size_t i = fields.size(); i > 0; --i) {
    const Field& field = fields[i - 1];
    if (field.id == FieldId::x_forwarded_for && !walk.take_line(field.value)) break;
  }
  return walk.client;
}

}  // namespace meridian::http
