#include "core/config/keys.hpp"
#include "core/config/scalars.hpp"

namespace meridian::config {
namespace {

constexpr std::size_t kRulesMax = 64;
constexpr std::size_t kRuleRegionsMax = 256;

const Section<AtLeast>& at_least_section() {
  static const Section<AtLeast> section{
      key("name", &AtLeast::name, Name{}, kRequired, "what a refusal calls the rule"),
      key("count", &AtLeast::count, Integer<std::uint32_t>{{1, kRuleRegionsMax}}, kRequired,
          "how many of them must take new clients, in every service that is in so many"),
      key("regions", &AtLeast::regions, ListOf<Name>{{"region name"}, kRuleRegionsMax}, kRequired,
          "of which regions"),
  };
  return section;
}

}  // namespace

const Section<Safety>& safety_section() {
  static const Section<Safety> section{
      key("freeze", &Safety::freeze, Flag{}, "false", "true: operators may change nothing"),
      key("wait_period", &Safety::wait_period, Duration{seconds(0), std::chrono::hours(24)}, "0s",
          "between two changes of the same weight, state or primary; 0s is none"),
      key("capacity", &Safety::capacity, Flag{}, "false",
          "true: regions that go on must have the capacity for what clients want"),
      key("at_least", &Safety::at_least, ListOf<SectionOf<AtLeast>>{{at_least_section}, kRulesMax},
          kUnset, "regions of which some must go on"),
  };
  return section;
}

}  // namespace meridian::config
