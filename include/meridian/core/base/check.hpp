// Assertions that stay on in every build. A failed one prints the place and aborts.
#pragma once

namespace meridian::detail {
[[noreturn]] void check_failed(const char* expression, const char* file, int line);
}  // namespace meridian::detail

#define MERIDIAN_CHECK(expression) \
  (static_cast<bool>(expression)   \
       ? static_cast<void>(0)      \
       : ::meridian::detail::check_failed(#expression, __FILE__, __LINE__))
