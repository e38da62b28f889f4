// What operators' changes must leave as it is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "meridian/core/base/time.hpp"

namespace meridian::config {

struct AtLeast {
  std::string name;
  std::uint32_t count = 1;
  std::vector<std::string> regions;
};

struct Safety {
  bool freeze = false;         // nothing may be changed
  milliseconds wait_period{};  // between changes of the same weight, state or primary; 0: none
  bool capacity = false;       // what is left must have room for what clients want
  std::vector<AtLeast> at_least;
};

}  // namespace meridian::config
