// A head of HTTP/1.1, written by this program, as the fields of HTTP/2 that say the same.
#pragma once

#include <nghttp2/nghttp2.h>

#include <span>
#include <string_view>

#include "meridian/core/base/limits.hpp"

namespace meridian::http2 {

// What the edge adds to the fields of an upstream, and :status.
inline constexpr std::size_t kResponseFieldsMax = limits::kFieldsMax + 32;

inline constexpr std::size_t kStatusAt = 9;  // behind "HTTP/1.1 "

// Names become lower case in place; what belongs to a connection is left out. `flags` of
// nghttp2_nv: whether the library may refer to `head` instead of copying it. The number of fields.
std::size_t read_response_head(std::span<char> head, std::uint8_t flags,
                               std::span<nghttp2_nv> fields);
// Likewise "name: value\r\n" lines.
std::size_t read_lines(std::span<char> lines, std::uint8_t flags, std::span<nghttp2_nv> fields);

}  // namespace meridian::http2
