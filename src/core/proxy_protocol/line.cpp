// Version 1: one line of text.
#include "core/proxy_protocol/forms.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::proxy_protocol {

namespace {

// The word up to the next space, which is taken as well. The last word of the line has none.
std::string_view take_word(std::string_view& rest) {
  const std::size_t space = rest.find(' ');
  const std::string_view word = rest.substr(0, space);
  rest.remove_prefix(space == rest.npos ? rest.size() : space + 1);
  return word;
}

// Dots are the mark of IPv4; an IPv6 address may end in them (as inet_ntop writes mapped ones).
std::optional<IpAddress> address_of(std::string_view word, bool v6) {
  if ((word.find(':') != word.npos) != v6) return std::nullopt;
  return IpAddress::parse(word);
}

std::optional<std::uint16_t> port_of(std::string_view word) {
  const bool leading_zero = word.size() > 1 && word.front() == '0';
  const auto value = parse_decimal(word);
  if (leading_zero || !value || *value > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(*value);
}

// "TCP4 192.0.2.1 192.0.2.2 56324 443"
Parsed parse_words(std::string_view rest) {
  const std::string_view family = take_word(rest);
  if (family == "UNKNOWN") return {.state = State::complete};  // what follows says nothing
  if (family != "TCP4" && family != "TCP6") return refused(Refusal::family);
  const bool v6 = family == "TCP6";
  const auto source = address_of(take_word(rest), v6);
  const auto destination = address_of(take_word(rest), v6);
  const auto source_port = port_of(take_word(rest));
  const auto destination_port = port_of(rest);
  if (!source || !destination || !source_port || !destination_port)
    return refused(Refusal::address);
  Parsed parsed{.state = State::complete};
  parsed.header.addresses = {{*source, *source_port}, {*destination, *destination_port}};
  return parsed;
}

}  // namespace

Parsed parse_line(std::string_view bytes) {
  const std::string_view line = bytes.substr(0, limits::kProxyLineBytesMax);
  const bool is_full = line.size() == limits::kProxyLineBytesMax;
  const std::size_t end = line.find_first_of("\r\n");
  if (end == line.npos || end + 1 == line.size()) {
    if (end != line.npos && line[end] == '\n') return refused(Refusal::syntax);
    return is_full ? refused(Refusal::too_long) : Parsed{};
  }
  if (line.substr(end, 2) != "\r\n") return refused(Refusal::syntax);
  const std::string_view words = line.substr(kLineStart.size(), end - kLineStart.size());
  if (!words.starts_with(' ')) return refused(Refusal::syntax);
  Parsed parsed = parse_words(words.substr(1));
  if (parsed.state != State::complete) return parsed;
  parsed.bytes = end + 2;
  parsed.header.version = Version::v1;
  return parsed;
}

}  // namespace meridian::proxy_protocol
