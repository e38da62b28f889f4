#include "meridian/core/proxy_protocol/header.hpp"

#include <array>

#include "core/proxy_protocol/forms.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::proxy_protocol {

namespace {

constexpr std::array<std::string_view, kRefusalCount> kNames{
    "none",    "untrusted_peer", "missing", "incomplete", "too_long",  "syntax",   "version",
    "command", "family",         "address", "length",     "extension", "checksum",
};
static_assert(!kNames.back().empty(), "every refusal has a name");

enum class Match : std::uint8_t { none, partial, whole };

Match match(std::string_view bytes, std::string_view start) {
  if (bytes.substr(0, start.size()) != start.substr(0, bytes.size())) return Match::none;
  return bytes.size() < start.size() ? Match::partial : Match::whole;
}

}  // namespace

std::string_view to_string(Refusal refusal) {
  const auto index = static_cast<std::size_t>(refusal);
  MERIDIAN_CHECK(index < kNames.size());
  return kNames[index];
}

Parsed parse(std::string_view bytes) {
  const Match line = match(bytes, kLineStart);
  const Match binary = match(bytes, kSignature);
  if (line == Match::whole) return parse_line(bytes);
  if (binary == Match::whole) return parse_binary(bytes);
  const bool may_become_one = line == Match::partial || binary == Match::partial;
  return {.state = may_become_one ? State::incomplete : State::absent};
}

}  // namespace meridian::proxy_protocol
