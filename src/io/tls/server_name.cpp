#include "io/tls/server_name.hpp"

#include <algorithm>

#include "meridian/core/base/text.hpp"

namespace meridian::tls {

namespace {

constexpr unsigned char kHostName = 0;  // NameType.host_name

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

std::size_t number16(std::span<const unsigned char> bytes) {
  return static_cast<std::size_t>(bytes[0]) << 8 | bytes[1];
}

}  // namespace

std::optional<ServerName> ServerName::from(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  ServerName name;
  if (text.empty() || text.size() > name.bytes_.size()) return std::nullopt;
  std::transform(text.begin(), text.end(), name.bytes_.begin(), ascii_lower);
  name.size_ = text.size();
  const auto lower = name.text();
  if (!std::all_of(lower.begin(), lower.end(), is_host_character)) return std::nullopt;
  return name;
}

std::optional<ServerName> read_server_name(std::span<const unsigned char> extension) {
  constexpr std::size_t kHeader = 5;  // list length, name type, name length
  if (extension.size() < kHeader || number16(extension) != extension.size() - 2 ||
      extension[2] != kHostName || number16(extension.subspan(3)) != extension.size() - kHeader)
    return std::nullopt;
  const auto name = extension.subspan(kHeader);
  return ServerName::from({reinterpret_cast<const char*>(name.data()), name.size()});
}

}  // namespace meridian::tls
