// ASCII text as HTTP and the config file need it: locale-free.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meridian {

constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
bool equals_ignoring_case(std::string_view a, std::string_view b);
std::string to_lower(std::string_view text);
// Removes spaces and tabs at both ends.
std::string_view trim(std::string_view text);
// Digits only, no sign, no overflow.
std::optional<std::uint64_t> parse_decimal(std::string_view text);
// The candidate with the smallest edit distance to `word`, if that is near enough to be a typing
// slip, and no more than `slips_max`.
std::optional<std::string_view> nearest_word(std::string_view word,
                                             const std::vector<std::string_view>& candidates,
                                             std::size_t slips_max = 64);

}  // namespace meridian
