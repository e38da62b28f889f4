// Bytes as text: base64 with padding (RFC 4648, 4).
#pragma once

#include <string>
#include <string_view>

namespace meridian {

std::string base64(std::string_view bytes);

}  // namespace meridian
