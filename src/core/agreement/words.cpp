#include "core/agreement/words.hpp"

#include <algorithm>

#include "meridian/core/base/text.hpp"
#include "meridian/core/state/overrides_json.hpp"

namespace meridian::agreement {

namespace {

constexpr std::size_t kNameBytesMax = 160;
constexpr std::uint64_t kTimeMax = 253'402'300'799'999;  // the end of the year 9999
constexpr std::size_t kHexadecimalDigits = 16;

bool is_graphic(char c) {
  return c > ' ' && c < '\x7f';
}

}  // namespace

std::string_view Words::next() {
  const std::size_t end = std::min(rest_.find(' '), rest_.size());
  const std::string_view word = rest_.substr(0, end);
  rest_.remove_prefix(std::min(end + 1, rest_.size()));
  if (word.empty()) ok_ = false;
  return word;
}

std::string Words::name() {
  const std::string_view word = next();
  if (word.size() > kNameBytesMax || !std::all_of(word.begin(), word.end(), is_graphic))
    ok_ = false;
  return std::string(word);
}

std::uint64_t Words::number(std::uint64_t max) {
  const std::string_view word = next();
  const auto number = parse_decimal(word);
  const bool canonical = word.size() == 1 || !word.starts_with('0');
  if (!number || *number > max || !canonical) ok_ = false;
  return number.value_or(0);
}

std::uint32_t Words::small() {
  return static_cast<std::uint32_t>(number(UINT32_MAX));
}

std::uint64_t Words::hexadecimal() {
  const std::string_view word = next();
  std::uint64_t number = 0;
  if (word.size() != kHexadecimalDigits) ok_ = false;
  for (const char c : word) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (c < 'a' || c > 'f')) ok_ = false;
    number = number << 4 | static_cast<std::uint64_t>((digit ? c - '0' : c - 'a' + 10) & 15);
  }
  return number;
}

StoreTime Words::time() {
  return StoreTime(milliseconds(number(kTimeMax)));
}

std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == text.npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

Line& Line::word(std::string_view word) {
  if (to_.size() != start_) to_.push_back(' ');
  to_.append(word);
  return *this;
}

Line& Line::hexadecimal(std::uint64_t number) {
  return word(state::hexadecimal(number));
}

Line& Line::time(StoreTime time) {
  return word(std::to_string(time.time_since_epoch().count()));
}

}  // namespace meridian::agreement
