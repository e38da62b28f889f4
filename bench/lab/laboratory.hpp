// Lets every contender live through the same worlds.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "account.hpp"
#include "population.hpp"

namespace meridian::lab {

struct Plan {
  std::vector<std::size_t> regions{3, 10, 30};  // one world each
  std::uint64_t seeds = 8;                      // ways that each world goes, from 1 on; added up
  std::chrono::minutes length{60};              // of one
  std::chrono::minutes warm_up{10};  // not accounted: who averages has to begin somewhere
  int residents_per_place = 40;
  std::vector<std::string> policies;  // more of ours, as lines of a config
};

struct WorldAccounts {
  std::size_t regions = 0;
  std::vector<Account> accounts;  // the first is our default policy
};

std::vector<WorldAccounts> run(const Plan& plan, const std::vector<PopulatedPlace>& places);

// Sentences on what must not be: a rule that is better than our default in regret and in movement,
// or one of our policies outside the fence.
std::vector<std::string> objections(const std::vector<WorldAccounts>& worlds);

}  // namespace meridian::lab
