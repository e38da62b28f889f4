// Great-circle distances for decisions: the same on every edge and build, so in integers and
// without libm (geo::distance_km is for people). Good to about 50 m.
#pragma once

#include <cstdint>
#include <optional>

#include "meridian/core/geo/country.hpp"

namespace meridian::routing {

// A point of the unit sphere, each axis in 2^-30.
struct UnitVector {
  std::int32_t x = 0;
  std::int32_t y = 0;
  std::int32_t z = 0;
};

// Empty for coordinates that are no point of the earth (not finite, latitude beyond 90).
std::optional<UnitVector> unit_vector(const geo::Coordinates& at);

// Of the straight line between both, in 2^-60: orders distances as the arc does and costs less.
std::uint64_t quarter_chord_squared(const UnitVector& a, const UnitVector& b);

std::uint32_t arc_metres(const UnitVector& a, const UnitVector& b);

}  // namespace meridian::routing
