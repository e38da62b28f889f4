// The secrets behind the pins of one service. Immutable, shared by all workers.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/routing/pin.hpp"
#include "meridian/io/observability/worker_metrics.hpp"
#include "meridian/io/tls/mac_key.hpp"

namespace meridian::proxy {

class PinKeys {
 public:
  using Key = std::shared_ptr<const tls::MacKey>;
  // The first one signs, all verify. Not empty.
  PinKeys(std::string service, std::vector<Key> keys);

  // The value of the cookie. `expires`: Unix time in seconds, as `now` below.
  std::string sign(std::string_view region, std::uint64_t expires) const;
  // valid, or why it is not. Whether the region is one of the service's is not looked at.
  observability::PinResult judge(const routing::PinText& pin, std::uint64_t now) const;

 private:
  std::string service_;
  std::vector<Key> keys_;
};

}  // namespace meridian::proxy
