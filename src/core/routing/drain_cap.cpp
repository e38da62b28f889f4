#include "core/routing/drain_cap.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <tuple>

#include "core/routing/ranking.hpp"

namespace meridian::routing {
namespace {

bool takes_clients(const UpstreamView& upstream) {
  return upstream.state == config::UpstreamState::enabled && upstream.weight > 0;
}

// Nothing listens there, or a person wants to look first.
bool leaves_anyway(const UpstreamView& upstream) {
  return upstream.refused || upstream.health_reason == health::HealthReason::awaiting_operator;
}

template <class Holds>
CandidateSet where(const ServiceView& service, Holds holds) {
  CandidateSet set = 0;
  for (std::size_t i = 0; i < service.upstreams.size(); ++i)
    if (holds(service.upstreams[i])) set |= bit_of(i);
  return set;
}

std::uint64_t weight_of(const ServiceView& service, CandidateSet set) {
  std::uint64_t weight = 0;
  for_each_candidate(set, [&](std::size_t i) { weight += service.upstreams[i].weight; });
  return weight;
}

// The worst first: what does not work before what is held, what live traffic met before what only
// checks say. Of equals the lighter one leaves, so that the heavier goes on.
auto badness(const UpstreamView& upstream) {
  const bool held = upstream.health == health::Health::held;
  const bool met = upstream.health_reason == health::HealthReason::connect_failures ||
                   upstream.health_reason == health::HealthReason::live_failures;
  return std::tuple(held, !met, upstream.weight, std::string_view(upstream.region));
}

// Those of `set` that may not leave.
CandidateSet kept(const ServiceView& service, CandidateSet set, std::uint32_t max_percent) {
  const CandidateSet gone =
      set & where(service, [](const UpstreamView& u) { return !health::serves(u.health); });
  if (std::popcount(set) <= 2 || gone == set) return 0;
  const CandidateSet exempt = gone & where(service, leaves_anyway);
  const std::uint64_t allowed = weight_of(service, set) * max_percent;  // hundredths
  std::uint64_t removed = weight_of(service, exempt) * 100;
  std::array<std::size_t, limits::kUpstreamsPerServiceMax> worst;
  std::size_t count = 0;
  for_each_candidate(gone & ~exempt, [&](std::size_t i) { worst[count++] = i; });
  std::sort(worst.begin(), worst.begin() + static_cast<std::ptrdiff_t>(count),
            [&](std::size_t a, std::size_t b) {
              return badness(service.upstreams[a]) < badness(service.upstreams[b]);
            });
  CandidateSet kept = 0;
  for (std::size_t i = 0; i < count; ++i) {
    removed += std::uint64_t{service.upstreams[worst[i]].weight} * 100;
    // Once one stays, all that are less bad do.
    if (removed > allowed) kept |= bit_of(worst[i]);
  }
  return kept;
}

}  // namespace

void apply_drain_cap(ServiceView& service, std::uint32_t max_percent) {
  const CandidateSet open = where(service, takes_clients);
  // What one set keeps may let another one, all of which had failed, keep more. Each turn keeps at
  // least one region more, and where there is nothing to keep, as in a view restored, it ends.
  for (std::size_t turn = 0; turn <= service.upstreams.size(); ++turn) {
    CandidateSet stay = kept(service, open, max_percent);
    for (const BoundFence& fence : service.fences)
      stay |= kept(service, open & fence.regions, max_percent);
    if (stay == 0) return;
    for_each_candidate(stay, [&](std::size_t i) {
      service.upstreams[i].health = health::Health::degraded;
      service.upstreams[i].health_reason = health::HealthReason::max_auto_out;
    });
  }
}

}  // namespace meridian::routing
