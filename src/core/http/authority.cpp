#include "core/http/authority.hpp"

#include "core/http/chars.hpp"
#include "meridian/core/base/ip_address.hpp"

namespace meridian::http {

namespace {

bool is_port(std::string_view text) {  // RFC 3986 lets it be empty
  if (text.size() > 5) return false;
  unsigned port = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    port = port * 10 + static_cast<unsigned>(c - '0');
  }
  return port <= 65535;
}

std::size_t literal_size(std::string_view authority) {  // with brackets; 0 where invalid
  const std::size_t close = authority.find(']');
  if (close == authority.npos) return 0;
  const std::string_view inside = authority.substr(1, close - 1);
  if (inside.find(':') == inside.npos || !IpAddress::parse(inside)) return 0;
  return close + 1;
}

}  // namespace

std::string_view host_of(std::string_view authority) {
  if (authority.empty()) return {};
  std::size_t size = 0;
  if (authority.front() == '[') {
    size = literal_size(authority);
  } else {
    while (size < authority.size() && is_class(authority[size], kHostChar)) ++size;
  }
  const std::string_view rest = authority.substr(size);
  if (size == 0 || (!rest.empty() && (rest.front() != ':' || !is_port(rest.substr(1))))) return {};
  return authority.substr(0, size);
}

bool has_port(std::string_view authority) {
  return host_of(authority).size() + 1 < authority.size();
}

}  // namespace meridian::http
