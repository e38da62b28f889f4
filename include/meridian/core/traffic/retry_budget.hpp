// Retries add load where there is too much already: a service that is slow gets its requests again,
// and becomes slower. So the retries under way are a share of the requests under way.
#pragma once

#include <cstdint>

namespace meridian::traffic {

struct RetryBudget {
  std::uint32_t percent = 20;  // of the running requests
  std::uint32_t min = 3;       // allowed however few run

  // `retrying`: requests under way that were sent again; `running`: all, these included.
  bool allows_another(std::uint32_t retrying, std::uint32_t running) const {
    const std::uint64_t share = std::uint64_t{running} * percent / 100;
    return retrying < (share > min ? share : min);
  }
};

}  // namespace meridian::traffic
