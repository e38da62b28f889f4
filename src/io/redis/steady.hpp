// The clock of deadlines.
#pragma once

#include "meridian/core/base/time.hpp"

namespace meridian::redis {

inline Instant steady_now() {
  return std::chrono::steady_clock::now();
}

}  // namespace meridian::redis
