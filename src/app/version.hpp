#pragma once

#include <string_view>

namespace meridian::app {

// Of the CMake project, by compile definition.
inline constexpr std::string_view kVersion = MERIDIAN_VERSION;

}  // namespace meridian::app
