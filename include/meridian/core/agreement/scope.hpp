// Whom a verdict of all edges concerns: joins it with what this edge itself thinks. What this edge
// cannot reach it leaves, whatever others say. What others took out it leaves as well, but
//   path    not where it has good evidence of its own (path_scope: local)
//   silence not for longer than verdict_ttl without the store, where it has good evidence
// What it holds down itself, no verdict and no silence lets in.
#pragma once

#include "meridian/core/agreement/report.hpp"
#include "meridian/core/agreement/store_clock.hpp"
#include "meridian/core/config/health_check.hpp"
#include "meridian/core/health/health.hpp"

namespace meridian::agreement {

// A verdict of one edge alone is only that edge's opinion.
inline constexpr std::uint32_t kVoicesMin = 2;

using config::PathScope;

struct Joined {
  health::UpstreamHealth health;  // what counts
  bool agreed = false;            // it is out by the verdict of all edges
};

// The memory of one upstream between two joins.
struct Concern {
  StoreTime since{};    // of the verdict that the rest is about
  bool out = false;     // that verdict
  bool spared = false;  // of its outage, or the last one: this edge never left for it
  Instant lifted_at{};  // likewise, by silence; Instant{}: it was not
};

struct Facts {
  health::UpstreamHealth own;
  const Verdict* verdict = nullptr;  // null: none
  Instant verdict_since{};           // Verdict::since, by this edge's clock
  bool store_silent = false;         // for longer than verdict_ttl
  PathScope path_scope = PathScope::local;
  config::ReturnPolicy return_policy;
};

Joined join(const Facts& facts, Concern& concern, Instant now);

}  // namespace meridian::agreement
