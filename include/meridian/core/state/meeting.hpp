// An edge's copy of the overrides meets the store's: who wins.
#pragma once

#include "meridian/core/base/time.hpp"
#include "meridian/core/state/overrides.hpp"

namespace meridian::state {

// An older copy never goes back into a store.
inline constexpr std::chrono::hours kSeedAgeMax{24};

enum class Meeting : std::uint8_t {
  same,
  take,      // the store is ahead: its document is the edge's from now on
  seed,      // the store has lost what the edge still has: the edge writes it back
  conflict,  // the store wins, and something that the edge has is lost with it
};

// `own_age`: since the edge last knew its copy to be the store's.
Meeting meet(const Overrides& own, milliseconds own_age, const Overrides& stored);

}  // namespace meridian::state
