#include "core/config/digest.hpp"

#include <algorithm>
#include <bit>
#include <map>

#include "meridian/core/base/hash.hpp"

namespace meridian::config {
namespace {

// An ordered sequence of values as one number. The kind of a value is told by its place, and the
// length of every list is part of the sequence.
class Digest {
 public:
  Digest& add(std::uint64_t value) {
    state_ = combine64(state_, value);
    return *this;
  }
  Digest& add(std::string_view text) { return add(hash64(text)); }
  Digest& add(const std::string& text) { return add(std::string_view(text)); }
  Digest& add(geo::Country country) { return add(std::uint64_t{country.index()}); }
  Digest& add(const geo::Coordinates& place) {
    return add(std::bit_cast<std::uint64_t>(place.latitude))
        .add(std::bit_cast<std::uint64_t>(place.longitude));
  }
  template <class E>
  requires std::is_enum_v<E> Digest& add(E value) { return add(static_cast<std::uint64_t>(value)); }
  template <class T>
  Digest& add(const std::optional<T>& value) {
    add(std::uint64_t{value.has_value()});
    if (value) add(*value);
    return *this;
  }
  template <class T>
  Digest& ordered(const std::vector<T>& list) {
    add(std::uint64_t{list.size()});
    for (const T& item : list) add(item);
    return *this;
  }
  // As a set: the order of the items does not count.
  template <class T>
  Digest& unordered(const std::vector<T>& list) {
    std::vector<std::uint64_t> digests;
    for (const T& item : list) digests.push_back(Digest().add(item).value());
    std::sort(digests.begin(), digests.end());
    return ordered(digests);
  }
  std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0;
};

std::uint64_t digest_of(const std::string& id, const Region& region) {
  return Digest().add(id).add(region.location).add(region.country).unordered(region.tags).value();
}

std::uint64_t digest_of_places(const Places& places) {
  return Digest()
      .unordered(places.tags)
      .unordered(places.asns)
      .unordered(places.subdivisions)
      .unordered(places.countries)
      .unordered(places.continents)
      .value();
}

std::uint64_t digest_of(const GeoRule& rule) {
  Digest digest;
  digest.add(digest_of_places(rule))
      .add(std::uint64_t{rule.fallback})
      .add(std::uint64_t{rule.tiers.size()});
  for (const auto& tier : rule.tiers) digest.unordered(tier);
  return digest.value();
}

std::uint64_t digest_of(const LatencyRow& row) {
  Digest digest;
  digest.add(digest_of_places(row)).add(std::uint64_t{row.regions.size()});
  for (const auto& [region, latency] : row.regions) {
    digest.add(region).add(static_cast<std::uint64_t>(latency.count()));
  }
  return digest.value();
}

std::uint64_t digest_of(const Margin& margin) {
  return Digest()
      .add(static_cast<std::uint64_t>(margin.absolute.count()))
      .add(std::uint64_t{margin.percent})
      .value();
}

std::uint64_t digest_of(const Step& step) {
  Digest digest;
  digest.add(step.type).add(step.key);
  digest.add(digest_of(step.tolerance)).add(digest_of(step.min_gain));
  digest.add(static_cast<std::uint64_t>(step.dwell.count()));
  std::vector<std::uint64_t> rules;
  for (const GeoRule& rule : step.rules) rules.push_back(digest_of(rule));
  digest.unordered(rules).add(std::uint64_t{step.bias.size()});
  for (const auto& [region, percent] : step.bias) {
    digest.add(region).add(static_cast<std::uint64_t>(std::int64_t{percent}));
  }
  return digest.value();
}

std::uint64_t digest_of(const ReturnPolicy& policy) {
  return Digest()
      .add(static_cast<std::uint64_t>(policy.ramp.count()))
      .add(static_cast<std::uint64_t>(policy.hold_down.count()))
      .add(static_cast<std::uint64_t>(policy.hold_down_max.count()))
      .add(policy.failback)
      .value();
}

std::uint64_t digest_of(const Upstream& upstream) {
  return Digest()
      .add(upstream.region)
      .add(std::uint64_t{upstream.weight})
      .add(upstream.state)
      .add(std::uint64_t{upstream.priority})
      .add(std::uint64_t{upstream.capacity.target})
      .add(std::uint64_t{upstream.capacity.max})
      .add(std::uint64_t{upstream.min_healthy})
      .add(digest_of(upstream.return_policy))
      .value();
}

std::uint64_t digest_of(const Affinity& affinity) {
  return Digest()
      .add(affinity.by)
      .add(affinity.cookie)
      .add(affinity.header)
      .add(static_cast<std::uint64_t>(affinity.drain_deadline.count()))
      .value();
}

std::uint64_t digest_of(const Service& service) {
  Digest digest;
  digest.add(service.id).add(service.panic).add(service.roles.primary).unordered(service.fences);
  digest.add(digest_of(service.affinity)).add(std::uint64_t{service.max_auto_out});
  digest.add(std::uint64_t{service.quorum}).add(service.path_scope);
  digest.add(std::uint64_t{service.slow_after}).add(std::uint64_t{service.explore});
  std::vector<std::uint64_t> steps;
  for (const Step& step : service.steps) steps.push_back(digest_of(step));
  digest.ordered(steps);
  std::vector<std::uint64_t> upstreams;
  for (const Upstream& upstream : service.upstreams) upstreams.push_back(digest_of(upstream));
  return digest.unordered(upstreams).value();
}

std::uint64_t digest_of(const Answer& answer) {
  return Digest()
      .add(std::uint64_t{answer.status})
      .add(answer.body)
      .add(answer.content_type)
      .value();
}

std::uint64_t digest_of(const Fence& fence) {
  Digest digest;
  digest.add(fence.id)
      .unordered(fence.countries)
      .unordered(fence.continents)
      .unordered(fence.groups)
      .unordered(fence.subdivisions)
      .unordered(fence.asns)
      .unordered(fence.tags)
      .add(fence.unknown)
      .unordered(fence.regions)
      .add(fence.edges)
      .add(fence.redirect_host)
      .add(std::uint64_t{fence.answer.has_value()});
  if (fence.answer) digest.add(digest_of(*fence.answer));
  return digest.value();
}

std::vector<std::uint64_t> digests_of(const std::vector<HeaderMatch>& matches) {
  std::vector<std::uint64_t> digests;
  for (const HeaderMatch& match : matches) {
    digests.push_back(
        Digest().add(match.name).add(match.value).add(std::uint64_t{match.present_only}).value());
  }
  return digests;
}

// With the name of the route, on which its clients are drawn.
std::uint64_t digest_of(const Canary& canary, const std::string& route) {
  return Digest()
      .add(canary.service)
      .add(std::uint64_t{canary.percent})
      .unordered(digests_of(canary.headers))
      .add(route)
      .value();
}

// Without the hosts and, because it may come from the position, without the name.
std::uint64_t digest_of(const Route& route) {
  Digest digest;
  digest.add(route.path_prefix).unordered(route.methods).add(route.service);
  digest.unordered(digests_of(route.headers)).add(std::uint64_t{route.canary.has_value()});
  if (route.canary) digest.add(digest_of(*route.canary, route.name));
  digest.add(std::uint64_t{route.redirect.has_value()});
  if (route.redirect) {
    const Redirect& redirect = *route.redirect;
    digest.add(std::uint64_t{redirect.status}).add(redirect.scheme);
    digest.add(redirect.host).add(redirect.path);
  }
  digest.add(std::uint64_t{route.respond.has_value()});
  if (route.respond) digest.add(digest_of(*route.respond));
  return digest.value();
}

// The order of two routes counts only where both have the same host and path.
std::uint64_t digest_of(const std::vector<Route>& routes) {
  std::map<std::pair<std::string, std::string>, std::vector<std::uint64_t>> places;
  for (const Route& route : routes) {
    for (const std::string& host : route.hosts) {
      places[{host, route.path_prefix}].push_back(digest_of(route));
    }
  }
  Digest digest;
  for (const auto& [place, list] : places) digest.add(place.first).ordered(list);
  return digest.value();
}

std::uint64_t digest_of(const geo::Override& entry) {
  Digest digest;
  digest.add(entry.cidr.to_string()).add(entry.country).add(entry.continent);
  digest.add(entry.subdivision).add(entry.tag).add(entry.coordinates);
  return digest.add(std::uint64_t{entry.asn.value_or(0)}).value();
}

template <class T>
std::vector<std::uint64_t> digests_of(const std::vector<T>& list) {
  std::vector<std::uint64_t> digests;
  for (const T& item : list) digests.push_back(digest_of(item));
  return digests;
}

}  // namespace

std::uint64_t digest_topology(const Config& config) {
  std::vector<std::uint64_t> regions;
  for (const auto& [id, region] : config.regions) regions.push_back(digest_of(id, region));
  return Digest()
      .unordered(regions)
      .unordered(digests_of(config.services))
      .unordered(digests_of(config.fences))
      .add(digest_of(config.routes))
      .unordered(digests_of(config.geoip.overrides))
      .unordered(digests_of(config.latency_rows))
      .value();
}

}  // namespace meridian::config
