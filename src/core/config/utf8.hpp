// Text as the config file may contain it: valid UTF-8 without control characters.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace meridian::config {

struct BadByte {
  std::size_t offset = 0;
  bool control = false;  // valid UTF-8, but a control character other than tab and line ends
};

// The first byte that may not stand there: overlong forms, surrogates and values above U+10FFFF
// are not UTF-8 (RFC 3629).
std::optional<BadByte> find_bad_byte(std::string_view text);

}  // namespace meridian::config
