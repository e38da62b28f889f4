#include "meridian/core/redis/address.hpp"

#include "meridian/core/base/text.hpp"

namespace meridian::redis {

namespace {

constexpr std::size_t kHostBytesMax = 255;

}  // namespace

std::string to_string(const Address& address) {
  if (address.host.empty()) return address.path;
  const bool v6 = address.host.find(':') != std::string::npos;
  return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

std::optional<Address> make_address(std::string_view host, std::int64_t port,
                                    const Address& asked) {
  if (host.empty() || host == "?") host = asked.host;
  if (host.empty() || host.size() > kHostBytesMax || port < 1 || port > 65535) return std::nullopt;
  for (const char c : host)
    if (c <= ' ' || c == 127) return std::nullopt;
  return Address{std::string(host), static_cast<std::uint16_t>(port), {}};
}

std::optional<Address> parse_address(std::string_view text, const Address& asked) {
  text = text.substr(0, text.find('@'));
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  const auto port = parse_decimal(text.substr(colon + 1));
  if (!port || *port > 65535) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  return make_address(host, static_cast<std::int64_t>(*port), asked);
}

}  // namespace meridian::redis
