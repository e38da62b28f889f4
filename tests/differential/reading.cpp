#include "reading.hpp"

#include <algorithm>

namespace meridian::differential {

namespace {

char lower_char(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool Request::has(std::string_view name) const {
  return count(name) > 0;
}

std::size_t Request::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(
      fields.begin(), fields.end(), [&](const FieldLine& line) { return line.name == name; }));
}

std::string Request::value(std::string_view name) const {
  for (const FieldLine& line : fields)
    if (line.name == name) return line.value;
  return {};
}

std::string Request::path() const {
  if (target.starts_with('/') || target == "*") return target;
  const std::size_t scheme = target.find("://");
  if (scheme == target.npos) return target;
  const std::size_t end = target.find_first_of("/?", scheme + 3);
  if (end == target.npos) return method == "OPTIONS" ? "*" : "/";
  return (target[end] == '?' ? "/" : "") + target.substr(end);
}

bool has_control_bytes(std::string_view head) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    const auto byte = static_cast<unsigned char>(head[i]);
    if (byte == '\r' && i + 1 < head.size() && head[i + 1] == '\n') {
      const char after = i + 2 < head.size() ? head[i + 2] : 'x';
      if (after == ' ' || after == '\t') return true;
      ++i;
    } else if ((byte < 0x20 && byte != '\t') || byte == 0x7f) {
      return true;
    }
  }
  return false;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower_char);
  return out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace meridian::differential
