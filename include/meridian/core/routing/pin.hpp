// The cookie that pins a client to a region, as text: v1.KEY.REGION.EXPIRES.MAC, where KEY tells
// which secret signed it and EXPIRES is Unix time in seconds. Reading says only that the text has
// this form; whether it is genuine is for those who have the secrets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meridian::routing {

inline constexpr std::size_t kPinKeyIdChars = 8;
inline constexpr std::size_t kPinMacChars = 22;  // 16 bytes in base64url

// A view of the text.
struct PinText {
  std::string_view key_id;
  std::string_view region;
  std::uint64_t expires = 0;
  std::string_view mac;
};

// Nothing for every other text, whatever its size.
std::optional<PinText> parse_pin(std::string_view text);

// The pin up to the dot in front of its MAC; and what the MAC is over, which also says for which
// service the pin is.
std::string pin_claim(std::string_view key_id, std::string_view region, std::uint64_t expires);
std::string pin_signed_text(std::string_view claim, std::string_view service);

}  // namespace meridian::routing
