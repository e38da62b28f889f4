#include "meridian/core/redis/backoff.hpp"

#include <algorithm>

namespace meridian::redis {

milliseconds Backoff::next(std::uint64_t random) {
  constexpr std::uint32_t kDoublingsMax = 16;  // far beyond kBackoffMax
  const milliseconds whole =
      std::min(kBackoffMax, kBackoffFirst * (1U << std::min(failures_, kDoublingsMax)));
  ++failures_;
  const auto half = static_cast<std::uint64_t>(whole.count()) / 2;
  return milliseconds(half + random % (half + 1));
}

}  // namespace meridian::redis
