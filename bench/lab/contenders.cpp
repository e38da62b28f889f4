#include "compared.hpp"
#include "ours.hpp"

namespace meridian::lab {

namespace {

Contender ours(std::string name, std::string policy) {
  return {std::move(name), true,
          [policy](const World& world) { return std::make_unique<Ours>(world, policy); }};
}

Contender compared(std::string name, Rule rule, seconds interval) {
  const auto every = static_cast<std::size_t>(interval / kTick);
  return {std::move(name), false, [rule, every](const World& world) {
            return std::make_unique<Compared>(world, rule, every);
          }};
}

}  // namespace

// Who looks at probes does so at ours and at the product's own default interval: Cloudflare 60 s,
// Front Door 30 s.
std::vector<Contender> contenders(const std::vector<std::string>& policies) {
  std::vector<Contender> all{
      ours("latency", "policy: latency"),
      ours("latency, weighted, capacity", "steps: [latency, weighted, capacity]"),
      ours("geo", "policy: geo"),
      ours("nearest", "policy: nearest"),
      compared("Route 53 latency", route53_latency, kTick),
      compared("Cloudflare dynamic", cloudflare_dynamic, kTick),
      compared("Cloudflare dynamic, 60 s", cloudflare_dynamic, seconds(60)),
      compared("Front Door latency", front_door_latency, kTick),
      compared("Front Door latency, 30 s", front_door_latency, seconds(30)),
      compared("Envoy priorities", envoy_priorities, kTick)};
  for (const std::string& policy : policies) all.push_back(ours(policy, policy));
  return all;
}

}  // namespace meridian::lab
