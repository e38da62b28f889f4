// The fixed table behind facts_of: one row per country code, in the order of the codes.
#pragma once

#include <span>

#include "meridian/core/geo/country.hpp"

namespace meridian::geo {

std::span<const CountryFacts> country_table();

}  // namespace meridian::geo
