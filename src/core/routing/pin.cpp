#include "meridian/core/routing/pin.hpp"

#include <algorithm>

#include "meridian/core/base/limits.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::routing {

namespace {

constexpr std::string_view kVersion = "v1";

// The letters of base64url, of which names of regions are made as well.
bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    const char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::string_view take_part(std::string_view& rest) {
  const std::size_t dot = rest.find('.');
  const std::string_view part = rest.substr(0, dot);
  rest = dot == rest.npos ? std::string_view{} : rest.substr(dot + 1);
  return part;
}

}  // namespace

std::optional<PinText> parse_pin(std::string_view text) {
  if (text.size() > limits::kPinBytesMax || take_part(text) != kVersion) return std::nullopt;
  PinText pin;
  pin.key_id = take_part(text);
  pin.region = take_part(text);
  const auto expires = parse_decimal(take_part(text));
  pin.mac = text;
  if (!expires || pin.key_id.size() != kPinKeyIdChars || pin.mac.size() != kPinMacChars)
    return std::nullopt;
  if (!is_word(pin.key_id) || !is_word(pin.region) || !is_word(pin.mac)) return std::nullopt;
  pin.expires = *expires;
  return pin;
}

std::string pin_claim(std::string_view key_id, std::string_view region, std::uint64_t expires) {
  std::string claim(kVersion);
  claim.append(".").append(key_id).append(".").append(region).append(".");
  return claim + std::to_string(expires);
}

// No part of a claim holds a line end, nor does the name of a service.
std::string pin_signed_text(std::string_view claim, std::string_view service) {
  return std::string(claim).append("\n").append(service);
}

}  // namespace meridian::routing
