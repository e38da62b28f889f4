#include "core/config/addresses.hpp"

#include <algorithm>
#include <array>

#include "meridian/core/base/text.hpp"

namespace meridian::config {
namespace {

constexpr std::size_t kHostBytesMax = 253;  // RFC 1035, without the root's dot
constexpr std::size_t kLabelBytesMax = 63;

struct Split {
  std::string_view host;  // without brackets
  std::string_view port;
  bool bracketed = false;
};

// Empty where there is no port to split off. "::1:80" is one too many: it needs brackets.
std::optional<Split> split_port(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (host.front() == '[' && host.back() == ']') {
    return Split{host.substr(1, host.size() - 2), port, true};
  }
  if (host.find_first_of("[]:") != std::string_view::npos) return std::nullopt;
  return Split{host, port, false};
}

std::optional<std::uint16_t> parse_port(std::string_view text, std::uint64_t min) {
  const auto port = parse_decimal(text);
  if (!port || text.size() > 5 || *port < min || *port > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(*port);
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > kLabelBytesMax) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(), [](char c) {
    const char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool is_host_name(std::string_view text) {
  if (text.empty() || text.size() > kHostBytesMax) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

// "1.2.3.400": digits and dots only are meant as an address, never as a name.
bool looks_like_v4(std::string_view text) {
  return text.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_host(std::string_view text) {
  if (IpAddress::parse(text)) return true;
  return !looks_like_v4(text) && is_host_name(text);
}

bool is_letter(char c) {
  return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

char ascii_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

// What people write for a port alone.
bool is_port_only(std::string_view text) {
  if (!text.empty() && text.front() == ':') text.remove_prefix(1);
  return parse_port(text, 0).has_value();
}

}  // namespace

bool BindAddress::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::scalar, "an address:port")) return false;
  const std::string& text = cursor.node().text;
  if (is_port_only(text)) {
    const std::string port = text.front() == ':' ? text.substr(1) : text;
    return cursor.error(quoted(text) + " has no address",
                        "write 0.0.0.0:" + port + " for every IPv4 address of this machine");
  }
  const auto split = split_port(text);
  if (!split && IpAddress::parse(text)) {
    return cursor.error(
        quoted(text) + " has no port",
        "write " +
            (text.find(':') == std::string::npos ? text + ":8443" : "\"[" + text + "]:8443\""));
  }
  const auto address = split ? IpAddress::parse(split->host) : std::nullopt;
  if (!address || split->bracketed == address->is_v4()) {
    return cursor.error(quoted(text) + " is not an address and port",
                        "write for example 0.0.0.0:8443 or \"[::]:8443\"");
  }
  const auto port = parse_port(split->port, 0);
  if (!port) {
    return cursor.error(quoted(split->port) + " is not a port", "write a number from 0 to 65535");
  }
  value = {*address, *port};
  return true;
}

bool HostPort::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::scalar, "a host:port")) return false;
  const std::string& text = cursor.node().text;
  if (text.find("://") != std::string::npos) {
    return cursor.error(quoted(text) + " is a URL",
                        "write host:port only; TLS is switched on by `tls: {enabled: true}`");
  }
  const auto split = split_port(text);
  if (!split && (IpAddress::parse(text) || is_host(text))) {
    const bool v6 = text.find(':') != std::string::npos;
    return cursor.error(quoted(text) + " has no port",
                        "write " + (v6 ? "\"[" + text + "]:8080\"" : text + ":8080"));
  }
  const bool v6 = split && split->host.find(':') != std::string_view::npos;
  if (!split || split->bracketed != v6 || !is_host(split->host)) {
    return cursor.error(quoted(text) + " is not a host and port",
                        "write for example eu.example.com:8080 or \"[2001:db8::1]:8080\"");
  }
  const auto port = parse_port(split->port, 1);
  if (!port) {
    return cursor.error(quoted(split->port) + " is not a port", "write a number from 1 to 65535");
  }
  value = {to_lower(split->host), *port};
  return true;
}

bool StorePlace::read(const Cursor& cursor, Value& value) const {
  constexpr std::string_view kUnix = "unix:";
  constexpr std::size_t kPathBytesMax = 107;  // of sun_path, with its end
  if (!cursor.is(Node::Kind::scalar, "a host:port or unix:/path")) return false;
  const std::string_view text = cursor.node().text;
  if (!text.starts_with(kUnix)) {
    Endpoint endpoint;
    if (!HostPort{}.read(cursor, endpoint)) return false;
    value = {endpoint.host, endpoint.port, {}};
    return true;
  }
  const std::string_view path = text.substr(kUnix.size());
  if (!path.starts_with('/') || path.size() > kPathBytesMax)
    return cursor.error(quoted(text) + " is not the path of a socket",
                        "write for example unix:/run/redis/redis.sock, of at most 107 bytes");
  value = {{}, 0, std::string(path)};
  return true;
}

bool HostName::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::scalar, "a host")) return false;
  const std::string& text = cursor.node().text;
  std::string_view name = text;
  const bool any = pattern && name == "*";
  if (pattern && name.rfind("*.", 0) == 0) name.remove_prefix(2);
  if (!any && name.find('*') != std::string_view::npos) {
    return cursor.error(quoted(text) + " has a `*` that is not understood",
                        pattern ? "write `*.example.com` for every name below example.com, `*` for "
                                  "every host"
                                : "write a full host name");
  }
  const bool wildcard = name.size() < text.size();
  if (!any && (!is_host(name) || (wildcard && IpAddress::parse(name)))) {
    const bool port = name.find(':') != std::string_view::npos;
    return cursor.error(
        quoted(text) + " is not a host name",
        port ? "leave the port and the scheme out" : "write for example example.com");
  }
  value = to_lower(text);
  return true;
}

bool Authority::read(const Cursor& cursor, Value& value) const {
  const std::string& text = cursor.node().text;
  const bool scalar = cursor.node().kind == Node::Kind::scalar;
  if (!scalar || text.find(':') == std::string::npos || IpAddress::parse(text)) {
    return HostName{}.read(cursor, value);
  }
  if (text.find("://") != std::string::npos) {
    return cursor.error(quoted(text) + " is a URL", "write host or host:port only");
  }
  Endpoint endpoint;
  if (!HostPort{}.read(cursor, endpoint)) return false;
  value = to_lower(text);
  return true;
}

bool Network::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::scalar, "a network")) return false;
  const std::string& text = cursor.node().text;
  if (const auto cidr = Cidr::parse(text)) {
    value = *cidr;
    return true;
  }
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(std::string_view(text).substr(0, slash));
  if (address && slash != std::string::npos) {
    const auto bits = parse_decimal(std::string_view(text).substr(slash + 1));
    const int width = address->is_v4() ? 32 : 128;
    if (bits && *bits <= static_cast<std::uint64_t>(width)) {
      const int kept = static_cast<int>(*bits) + 128 - width;
      return cursor.error(quoted(text) + " has bits set behind its prefix",
                          "write " + Cidr{address->masked(kept), kept}.to_string());
    }
    return cursor.error(quoted(text) + " has no valid prefix length",
                        "write a number from 0 to " + std::to_string(width) + " behind the `/`");
  }
  return cursor.error(quoted(text) + " is not a network",
                      "write for example 192.0.2.0/24 or \"2001:db8::/32\"");
}

bool CountryCode::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::scalar, "a country code")) return false;
  const std::string& text = cursor.node().text;
  const auto country = geo::Country::parse(text);
  if (!country) {
    return cursor.error(quoted(text) + " is not a country code",
                        "write the two letters of ISO 3166-1, for example DE");
  }
  if (equals_ignoring_case(text, "UK")) {
    return cursor.error("UK is not the code of a country", "write GB");
  }
  if (equals_ignoring_case(text, "EU")) {
    return cursor.error("EU is not a country",
                        "name its countries, or write `groups: [EU]` in a fence");
  }
  if (geo::facts_of(*country) == nullptr) {
    return cursor.error(quoted(text) + " is the code of no country",
                        "write the two letters of ISO 3166-1, for example DE");
  }
  value = *country;
  return true;
}

bool ContinentCode::read(const Cursor& cursor, Value& value) const {
  static constexpr std::array<std::string_view, 7> kCodes{"AF", "AN", "AS", "EU", "NA", "OC", "SA"};
  if (!cursor.is(Node::Kind::scalar, "a continent code")) return false;
  const std::string& text = cursor.node().text;
  const auto* const found = std::find(kCodes.begin(), kCodes.end(), text);
  if (found == kCodes.end()) {
    return cursor.error(quoted(text) + " is not a continent code", "write one of " + describe());
  }
  value = static_cast<geo::Continent>(found - kCodes.begin() + 1);
  return true;
}

bool Subdivision::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::scalar, "a subdivision")) return false;
  const std::string& text = cursor.node().text;
  const std::string_view part =
      std::string_view(text).substr(std::min<std::size_t>(text.size(), 3));
  const bool shape = text.size() >= 4 && text.size() <= 6 && is_letter(text[0]) &&
                     is_letter(text[1]) && text[2] == '-' &&
                     std::all_of(part.begin(), part.end(),
                                 [](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
  if (!shape) {
    return cursor.error(quoted(text) + " is not a subdivision",
                        "write the code of ISO 3166-2, for example US-CA");
  }
  value = text;
  std::transform(value.begin(), value.end(), value.begin(), ascii_upper);
  return true;
}

}  // namespace meridian::config
