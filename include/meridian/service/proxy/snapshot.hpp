// One unit for everything a request needs, published as one pointer: immutable once published.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/config/config.hpp"
#include "meridian/core/routing/view.hpp"
#include "meridian/io/mmdb/geo_database.hpp"
#include "meridian/io/tls/context.hpp"
#include "meridian/service/proxy/pin_keys.hpp"

namespace meridian::proxy {

struct Snapshot {
  std::shared_ptr<const config::Config> config;
  std::shared_ptr<const routing::View> view;
  std::shared_ptr<const mmdb::GeoDatabase> geo;  // null: every place is unknown
  // Contexts towards TLS upstreams, by UpstreamId; null for plain ones.
  std::vector<std::shared_ptr<const tls::ClientContext>> client_contexts;
  // By the number of a service in the view; null for those that do not pin by cookie.
  std::vector<std::shared_ptr<const PinKeys>> pin_keys;
  CidrMap trusted_proxies;
  // Differs whenever the same address may have another place: a new database or new overrides.
  std::uint64_t place_generation = 0;
};

}  // namespace meridian::proxy
