// The accounts as a table and as JSON.
#pragma once

#include <string>

#include "laboratory.hpp"

namespace meridian::lab {

std::string markdown_of(const std::vector<WorldAccounts>& worlds);
std::string json_of(const Plan& plan, const std::vector<WorldAccounts>& worlds);

}  // namespace meridian::lab
