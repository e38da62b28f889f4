// The path that routes are matched with. What a server makes of a path is what it means: it
// resolves escapes and dots and often merges slashes, so a route that holds `/admin` must hold
// `/x/../%61dmin` too. The request itself goes on byte for byte.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "meridian/core/base/limits.hpp"

namespace meridian::routing {

// Longer paths, which no request has, are matched as they are.
inline constexpr std::size_t kMatchPathBytesMax = limits::kRequestLineBytesMax;

// Escapes decoded, slashes merged, dot segments removed; a view of `path` where that changes
// nothing, else of `scratch`, which is to have kMatchPathBytesMax bytes. An escape that is none
// stays as it is.
std::string_view match_path(std::string_view path, std::span<char> scratch);

}  // namespace meridian::routing
