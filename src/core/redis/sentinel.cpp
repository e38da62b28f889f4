#include "meridian/core/redis/sentinel.hpp"

#include <array>

#include "meridian/core/base/text.hpp"

namespace meridian::redis {

namespace {

std::optional<Address> address_of(std::string_view host, std::string_view port) {
  const auto number = parse_decimal(port);
  if (!number || *number > 65535) return std::nullopt;
  return make_address(host, static_cast<std::int64_t>(*number), {});
}

}  // namespace

std::optional<Address> read_master(const Reply& reply) {
  if (reply.type != Reply::Type::array || reply.elements.size() != 2) return std::nullopt;
  return address_of(reply.elements[0].text, reply.elements[1].text);
}

std::optional<Address> read_switch(std::string_view message, std::string_view master) {
  std::array<std::string_view, 5> words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t end = message.find(' ');
    if ((end == message.npos) != (i + 1 == words.size())) return std::nullopt;
    words[i] = message.substr(0, end);
    message.remove_prefix(end == message.npos ? message.size() : end + 1);
  }
  if (words[0] != master) return std::nullopt;
  return address_of(words[3], words[4]);
}

}  // namespace meridian::redis
