#include "meridian/core/base/base64.hpp"

namespace meridian {

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (int j = 0; j < 4; ++j) text += kLetters[group >> (18 - 6 * j) & 63];
  }
  if (const std::size_t rest = bytes.size() % 3; rest != 0)
    text.replace(text.size() - (3 - rest), 3 - rest, 3 - rest, '=');
  return text;
}

}  // namespace meridian
