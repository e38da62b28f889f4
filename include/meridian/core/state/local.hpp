// What an operator does on one edge alone while the store is away: it takes something out for a
// while, and never lets anything in. Pure.
#pragma once

#include "meridian/core/base/time.hpp"
#include "meridian/core/state/overrides.hpp"

namespace meridian::state {

inline constexpr std::chrono::hours kLocalExpiryMax{1};

// `shared` with the states of `local` where they are stricter. Epoch and version are `shared`'s.
Overrides restrict_by(const Overrides& shared, const Overrides& local);

}  // namespace meridian::state
