#include "core/config/utf8.hpp"

#include <cstdint>

namespace meridian::config {
namespace {

struct Lead {
  std::size_t length;
  std::uint8_t second_min;
  std::uint8_t second_max;
};

// Table 3-7 of the Unicode standard: the lead byte fixes the length and the range of the second.
constexpr Lead lead_of(std::uint8_t byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xc2) return {0, 0, 0};
  if (byte < 0xe0) return {2, 0x80, 0xbf};
  if (byte == 0xe0) return {3, 0xa0, 0xbf};
  if (byte == 0xed) return {3, 0x80, 0x9f};
  if (byte < 0xf0) return {3, 0x80, 0xbf};
  if (byte == 0xf0) return {4, 0x90, 0xbf};
  if (byte < 0xf4) return {4, 0x80, 0xbf};
  if (byte == 0xf4) return {4, 0x80, 0x8f};
  return {0, 0, 0};
}

// Length of the character at `i`, 0 where there is none.
std::size_t length_at(std::string_view text, std::size_t i) {
  const auto byte = [text](std::size_t k) { return static_cast<std::uint8_t>(text[k]); };
  const Lead lead = lead_of(byte(i));
  if (lead.length == 0 || i + lead.length > text.size()) return 0;
  if (lead.length > 1 && (byte(i + 1) < lead.second_min || byte(i + 1) > lead.second_max)) return 0;
  for (std::size_t k = 2; k < lead.length; ++k) {
    if ((byte(i + k) & 0xc0) != 0x80) return 0;
  }
  return lead.length;
}

}  // namespace

std::optional<BadByte> find_bad_byte(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    const bool control = (c >= 0 && c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
    if (control) return BadByte{i, true};
    const std::size_t length = length_at(text, i);
    if (length == 0) return BadByte{i, false};
    i += length;
  }
  return std::nullopt;
}

}  // namespace meridian::config
