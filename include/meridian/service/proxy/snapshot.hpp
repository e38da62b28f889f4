// One unit for everything a request needs, published as one pointer: immutable once published.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/config/config.hpp"
#include "meridian/core/routing/view.hpp"
#include "meridian/io/mmdb/geo_database.hpp"
#include "meridian/io/tls/context.hpp"
#include "meridian/service/proxy/pin_keys.hpp"

namespace meridian::proxy {

// A header field that the access log keeps, because a route asks for it.
struct LoggedField {
  std::string name;       // lower case
  bool by_value = false;  // else only that it is there
};
std::vector<LoggedField> logged_fields(const config::Config& config);

struct Snapshot {
  std::shared_ptr<const config::Config> config;
  std::shared_ptr<const routing::View> view;
  std::shared_ptr<const mmdb::GeoDatabase> geo;  // null: every place is unknown
  // Contexts towards TLS upstreams, by UpstreamId; null for plain ones.
  std::vector<std::shared_ptr<const tls::ClientContext>> client_contexts;
  // By the number of a service in the view; null for those that do not pin by cookie.
  std::vector<std::shared_ptr<const PinKeys>> pin_keys;
  CidrMap trusted_proxies;
  std::vector<LoggedField> logged_fields;
  std::uint64_t overrides_version = 0;  // of the document that the view has its overrides from
  // Differs whenever the same address may have another place: a new database or new overrides.
  std::uint64_t place_generation = 0;
};

}  // namespace meridian::proxy
