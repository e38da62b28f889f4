// How others choose a region, as far as their documentation says: pure functions of what one edge
// knows of the regions. Where the documentation is silent, what serves the rule best is assumed.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace meridian::lab {

// What one edge knows of one region.
struct Sight {
  bool out = false;
  double working = 1;  // share of endpoints that answer
  double latest_ms = 0;
  double average_ms = 0;  // exponentially weighted
  double typical_ms = 0;  // averaged over weeks
  double distance_km = 0;
};

// The share of an edge's clients that each region gets; none of any where all are out.
using Shares = std::vector<double>;
using Rule = Shares (*)(std::span<const Sight>);

Shares route53_latency(std::span<const Sight> regions);
Shares cloudflare_dynamic(std::span<const Sight> regions);
Shares front_door_latency(std::span<const Sight> regions);
Shares envoy_priorities(std::span<const Sight> regions);

}  // namespace meridian::lab
