#include "service/admin/host_rule.hpp"

#include <algorithm>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::admin {
namespace {

bool is_port(std::string_view text) {
  return text.empty() ||
         (text.front() == ':' && text.size() <= 6 &&
          std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

}  // namespace

bool is_local_host(std::string_view host) {
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    return end != host.npos && is_port(host.substr(end + 1)) &&
           IpAddress::parse(host.substr(1, end - 1)).has_value();
  }
  const std::size_t colon = std::min(host.find(':'), host.size());
  const std::string_view name = host.substr(0, colon);
  if (!is_port(host.substr(colon))) return false;
  return equals_ignoring_case(name, "localhost") || IpAddress::parse(name).has_value();
}

}  // namespace meridian::admin
