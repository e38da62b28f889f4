#include "core/routing/digest.hpp"

#include <bit>

#include "core/routing/steer_capacity.hpp"
#include "meridian/core/base/hash.hpp"

namespace meridian::routing {

namespace {

class Digest {
 public:
  void add(std::uint64_t value) { state_ = combine64(state_, value); }
  void add(std::string_view text) { add(hash64(text)); }
  template <class Enum>
  void add_enum(Enum value) {
    add(static_cast<std::uint64_t>(value));
  }
  std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0;
};

std::uint64_t steady_of(const std::optional<latency::Reading>& reading) {
  return reading ? static_cast<std::uint64_t>(reading->steady.count()) + 1 : 0;
}

Digest digest_of_effect(const View& view) {
  Digest digest;
  digest.add(view.topology->config()->topology_digest);
  for (const ServiceView& service : view.services)
    for (const UpstreamView& upstream : service.upstreams) {
      digest.add(service.id);
      digest.add(upstream.region);
      digest.add(upstream.weight);
      digest.add(upstream.priority);
      digest.add_enum(upstream.state);
      if (upstream.pins_ended) digest.add("pins_ended");
    }
  for (const ServiceView& service : view.services)
    if (service.primary != 0) digest.add(service.primary);
  return digest;
}

}  // namespace

std::uint64_t common_digest(const View& view) {
  return digest_of_effect(view).value();
}

std::uint64_t shared_digest(const View& view) {
  Digest digest = digest_of_effect(view);
  for (const ServiceView& service : view.services) {
    if (service.capacity == nullptr) continue;
    for (const Spill& spill : service.capacity->plan)
      digest.add(std::uint64_t{spill.cost_class} << 48 | std::uint64_t{spill.leave} << 32 |
                 std::uint64_t{spill.accept} << 16 | spill.refuse);
  }
  return digest.value();
}

// By names: the numbers of upstreams and endpoints are another process's own.
std::uint64_t local_digest(const View& view) {
  Digest digest;
  digest.add(view.address_digest);
  const config::Edge& edge = view.topology->config()->edge;
  digest.add(std::uint64_t{edge.country.value_or(geo::Country{}).index()});
  const geo::Coordinates at = edge.location.value_or(geo::Coordinates{});
  digest.add(std::uint64_t{edge.location.has_value()});
  digest.add(std::bit_cast<std::uint64_t>(at.latitude));
  digest.add(std::bit_cast<std::uint64_t>(at.longitude));
  for (const ServiceView& service : view.services)
    for (const UpstreamView& upstream : service.upstreams) {
      digest.add(service.id);
      digest.add(upstream.region);
      digest.add_enum(upstream.health);
      digest.add_enum(upstream.health_reason);
      if (upstream.refused) digest.add("refused");
      if (upstream.ramp_percent != 100) digest.add(std::uint64_t{upstream.ramp_percent});
      digest.add(steady_of(upstream.latency.own));
      digest.add(steady_of(upstream.latency.nearest_edge));
      for (const EndpointView& endpoint : upstream.endpoints) {
        digest.add(endpoint.label);
        digest.add(std::uint64_t{endpoint.out});
      }
    }
  return digest.value();
}

std::uint64_t address_digest(const View& view) {
  Digest digest;
  for (const ServiceView& service : view.services)
    for (const UpstreamView& upstream : service.upstreams)
      for (const EndpointView& endpoint : upstream.endpoints) {
        digest.add(std::uint64_t{endpoint.addresses.size()});
        for (const IpEndpoint& address : endpoint.addresses) {
          digest.add(hash_of(address.address));
          digest.add(std::uint64_t{address.port});
        }
      }
  return digest.value();
}

}  // namespace meridian::routing
