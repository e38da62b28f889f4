// Numbers that nobody outside can foresee; not for secrets.
#pragma once

#include <cstdint>
#include <random>

namespace meridian::app {

inline std::uint64_t random_seed() {
  std::random_device device;
  return static_cast<std::uint64_t>(device()) << 32 | device();
}

}  // namespace meridian::app
