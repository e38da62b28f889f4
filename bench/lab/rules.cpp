#include "rules.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace meridian::lab {

namespace {

constexpr double kFrontDoorSensitivityMs = 50;
constexpr double kEnvoyOverprovisioning = 1.4;

// All to the one with the lowest number that is not out.
template <class Number>
Shares all_to_lowest(std::span<const Sight> regions, Number number) {
  Shares shares(regions.size());
  std::size_t best = regions.size();
  for (std::size_t i = 0; i < regions.size(); ++i)
    if (!regions[i].out && (best == regions.size() || number(regions[i]) < number(regions[best])))
      best = i;
  if (best < regions.size()) shares[best] = 1;
  return shares;
}

}  // namespace

// Answers with the region that gives the user the lowest latency by AWS's own table, which rests on
// measurements over a period of time: the documentation speaks of another answer next week.
// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-latency.html
// To its favour: the table has no error and is as fine as our edges, and what is out is left
// without waiting for a TTL.
Shares route53_latency(std::span<const Sight> regions) {
  return all_to_lowest(regions, [](const Sight& region) { return region.typical_ms; });
}

// Keeps an exponentially weighted moving average of the round trips of health checks for every
// pool, sorts the pools by it and takes the first. Nothing is said of a margin, nor of the weight.
// https://developers.cloudflare.com/load-balancing/understand-basics/traffic-steering/steering-policies/dynamic-steering
Shares cloudflare_dynamic(std::span<const Sight> regions) {
  return all_to_lowest(regions, [](const Sight& region) { return region.average_ms; });
}

// Of the healthy origins takes those that by the health checks are no more than the sensitivity
// slower than the fastest, and distributes among these by weight.
// https://learn.microsoft.com/en-us/azure/frontdoor/routing-methods
// Sensitivity 50 ms, as the portal fills in. To its favour: a client stays in its region as long as
// that is in the range, where the product draws anew unless session affinity is on.
Shares front_door_latency(std::span<const Sight> regions) {
  double fastest = std::numeric_limits<double>::infinity();
  for (const Sight& region : regions)
    if (!region.out) fastest = std::min(fastest, region.latest_ms);
  Shares shares;
  for (const Sight& region : regions)
    shares.push_back(!region.out && region.latest_ms <= fastest + kFrontDoorSensitivityMs ? 1 : 0);
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share = sum > 0 ? share / sum : 0;
  return shares;
}

// A level of priority takes (healthy hosts in percent) x 1.4, at most 100, of the traffic; what it
// leaves goes to the next level; where all of them together fall short they are scaled up.
// https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/priority
// The levels are the regions by distance, as an operator would write them for each edge.
Shares envoy_priorities(std::span<const Sight> regions) {
  std::vector<std::size_t> levels(regions.size());
  std::iota(levels.begin(), levels.end(), std::size_t{0});
  std::sort(levels.begin(), levels.end(), [&](std::size_t a, std::size_t b) {
    return regions[a].distance_km < regions[b].distance_km;
  });
  Shares shares(regions.size());
  double left = 1;
  for (const std::size_t level : levels) {
    const double working = regions[level].out ? 0 : regions[level].working;
    shares[level] = std::min(left, std::min(1.0, working * kEnvoyOverprovisioning));
    left -= shares[level];
  }
  const double sum = 1 - left;
  for (double& share : shares) share = sum > 0 ? share / sum : 0;
  return shares;
}

}  // namespace meridian::lab
