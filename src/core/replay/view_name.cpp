#include "meridian/core/replay/saved_view.hpp"

#include "meridian/core/base/hash.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::replay {

std::string run_text(std::uint64_t run) {
  std::string text(16, '0');
  for (std::size_t i = text.size(); i-- > 0; run >>= 4) text[i] = "0123456789abcdef"[run & 15];
  return text;
}

std::optional<std::uint64_t> parse_hex(std::string_view text) {
  if (text.size() != 16) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (c < 'a' || c > 'f')) return std::nullopt;
    value = value << 4 | static_cast<std::uint64_t>(digit ? c - '0' : c - 'a' + 10);
  }
  return value;
}

std::string view_file_name(const ViewName& name) {
  return std::to_string(name.version) + "-" + std::to_string(name.local_sequence) + "-" +
         run_text(name.run) + ".json";
}

std::optional<ViewName> parse_view_file_name(std::string_view file_name) {
  constexpr std::string_view kEnding = ".json";
  if (!file_name.ends_with(kEnding)) return std::nullopt;
  file_name.remove_suffix(kEnding.size());
  const std::size_t first = file_name.find('-');
  const std::size_t second = file_name.find('-', first + 1);
  if (first == file_name.npos || second == file_name.npos) return std::nullopt;
  const auto version = parse_decimal(file_name.substr(0, first));
  const auto sequence = parse_decimal(file_name.substr(first + 1, second - first - 1));
  const auto run = parse_hex(file_name.substr(second + 1));
  if (!version || !sequence || !run) return std::nullopt;
  return ViewName{*run, *version, *sequence};
}

std::uint64_t config_digest(std::string_view text) {
  return hash64(text);
}

std::string config_file_name(std::uint64_t digest) {
  return "config-" + run_text(digest) + ".yaml";
}

}  // namespace meridian::replay
