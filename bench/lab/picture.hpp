// The accounts as pictures: SVG, written by hand so that they read well beside the code.
#pragma once

#include <string>

#include "laboratory.hpp"

namespace meridian::lab {

// Regret against movement, one dot for each rule.
std::string scatter_of(const WorldAccounts& world);

// Which share of all clients each region has, minute by minute.
std::string shares_of(const Account& account, std::size_t regions);

}  // namespace meridian::lab
