#include <algorithm>
#include <array>
#include <set>

#include "core/config/checks.hpp"

namespace meridian::config {
namespace {

constexpr std::array<std::string_view, 4> kOwnRules{"capacity", "fence", "freeze", "wait_period"};

}  // namespace

void check_safety(const Config& config, Scope& scope) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < config.safety.at_least.size(); ++i) {
    const AtLeast& rule = config.safety.at_least[i];
    const std::string path = indexed("safety.at_least", i);
    if (scope.report.failed_within(path)) continue;
    const bool own = std::find(kOwnRules.begin(), kOwnRules.end(), rule.name) != kOwnRules.end();
    if (own || !names.insert(rule.name).second)
      scope.error(path + ".name", quoted(rule.name) + " is the name of another rule",
                  "choose another name: refusals and `skip_rules` tell rules apart by it");
    const std::set<std::string_view> regions(rule.regions.begin(), rule.regions.end());
    if (rule.count > regions.size())
      scope.error(path + ".count",
                  std::to_string(rule.count) + " of " + std::to_string(regions.size()) +
                      " regions can never go on",
                  "lower it, or add regions");
  }
}

}  // namespace meridian::config
