#include "meridian/core/state/change_hint.hpp"

#include <algorithm>
#include <array>

#include "meridian/core/base/text.hpp"

namespace meridian::state {

namespace {

constexpr std::string_view kWord = "overrides";
constexpr milliseconds kSpreadMax{50};
constexpr std::uint64_t kBytesPerMillisecond = 4096;

std::string_view take_word(std::string_view& text) {
  const std::size_t end = text.find(' ');
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return word;
}

}  // namespace

std::optional<ChangeHint> parse_hint(std::string_view message) {
  if (take_word(message) != kWord) return std::nullopt;
  std::array<std::uint64_t, 3> numbers{};
  for (std::uint64_t& number : numbers) {
    const auto parsed = parse_decimal(take_word(message));
    if (!parsed) return std::nullopt;
    number = *parsed;
  }
  if (!message.empty()) return std::nullopt;
  return ChangeHint{numbers[0], numbers[1], numbers[2]};
}

std::string to_string(const ChangeHint& hint) {
  return std::string(kWord) + " " + std::to_string(hint.epoch) + " " +
         std::to_string(hint.version) + " " + std::to_string(hint.bytes);
}

milliseconds spread_of(const ChangeHint& hint) {
  const std::uint64_t most = static_cast<std::uint64_t>(kSpreadMax.count());
  return milliseconds(std::min(hint.bytes / kBytesPerMillisecond, most));
}

}  // namespace meridian::state
