#include "core/config/steps.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_text.hpp"

namespace meridian::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string with_policy(const std::string& lines) {
  return kListeners +
         "regions: {eu: {country: DE}, fr: {country: FR}, us: {country: US}, sea: {}}\n" +
         "services:\n  api:\n" + lines +
         "    upstreams:\n"
         "      eu: {endpoints: [\"a:1\"]}\n"
         "      fr: {endpoints: [\"b:1\"]}\n"
         "      us: {endpoints: [\"c:1\"]}\n"
         "      sea: {endpoints: [\"d:1\"]}\n" +
         kRoutes + kGeoIp;
}

std::vector<StepType> types_of(const std::string& lines) {
  std::vector<StepType> types;
  const Config config = parsed(with_policy(lines));
  for (const Step& step : config.services.at(0).steps) types.push_back(step.type);
  return types;
}

TEST(Policy, PresetsAreNamesForLists) {
  EXPECT_THAT(types_of(""), ElementsAre(StepType::weighted));
  EXPECT_THAT(types_of("    policy: weighted\n"), ElementsAre(StepType::weighted));
  EXPECT_THAT(types_of("    policy: failover\n"),
              ElementsAre(StepType::priority, StepType::weighted));
  EXPECT_THAT(types_of("    policy: geo\n"), ElementsAre(StepType::geo, StepType::weighted));
  EXPECT_THAT(errors_of(with_policy("    policy: nearest\n")),
              ElementsAre(HasSubstr("regions.sea: `nearest` of service `api` needs its place")));
}

TEST(Policy, GeoAloneGoesByCountryThenContinentThenAnywhere) {
  const Config config = parsed(with_policy("    policy: geo\n"));
  const auto& rules = config.services.at(0).steps.at(0).rules;
  ASSERT_EQ(rules.size(), 6U);
  EXPECT_THAT(rules[0].countries, ElementsAre(*geo::Country::parse("DE")));
  EXPECT_THAT(rules[0].tiers,
              ElementsAre(ElementsAre("eu"), ElementsAre("fr"), ElementsAre("sea", "us")));
  EXPECT_THAT(rules[2].countries, ElementsAre(*geo::Country::parse("US")));
  EXPECT_THAT(rules[2].tiers, ElementsAre(ElementsAre("us"), ElementsAre("eu", "fr", "sea")));
  EXPECT_THAT(rules[3].continents, ElementsAre(geo::Continent::EU));
  EXPECT_THAT(rules[3].tiers, ElementsAre(ElementsAre("eu", "fr"), ElementsAre("sea", "us")));
  EXPECT_TRUE(rules[5].fallback);
  EXPECT_THAT(rules[5].tiers, ElementsAre(ElementsAre("eu", "fr", "sea", "us")));
}

TEST(Steps, RegionsAreAnOrderAndBracketsMakeEqualRank) {
  std::string text = with_policy(
      "    steps:\n"
      "      - geo: {rules: [{countries: [DE], tags: [lab], regions: [eu, [fr, us]]}],\n"
      "              default: [us]}\n"
      "      - nearest: {bias: {eu: -20%, us: 99%}}\n"
      "      - priority\n"
      "      - weighted: {key: request}\n");
  text.replace(text.find("sea: {}"), 7, "sea: {latitude: 0, longitude: 0}");
  const Config config = parsed(text);
  const auto& steps = config.services.at(0).steps;
  ASSERT_EQ(steps.size(), 4U);
  ASSERT_EQ(steps[0].rules.size(), 2U);
  EXPECT_THAT(steps[0].rules[0].tiers, ElementsAre(ElementsAre("eu"), ElementsAre("fr", "us")));
  EXPECT_THAT(steps[0].rules[0].tags, ElementsAre("lab"));
  EXPECT_TRUE(steps[0].rules[1].fallback);
  EXPECT_THAT(steps[0].rules[1].tiers, ElementsAre(ElementsAre("us")));
  EXPECT_EQ(steps[1].bias.at("eu"), -20);
  EXPECT_EQ(steps[1].bias.at("us"), 99);
  EXPECT_EQ(steps[2].type, StepType::priority);
  EXPECT_EQ(steps[3].key, HashKey::request);
}

TEST(Steps, AGeoStepWithoutDefaultSendsTheOthersAnywhere) {
  const Config config =
      parsed(with_policy("    steps:\n      - geo: {rules: [{countries: [DE], regions: [eu]}]}\n"));
  const auto& rules = config.services.at(0).steps.at(0).rules;
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_TRUE(rules[1].fallback);
  EXPECT_THAT(rules[1].tiers, ElementsAre(ElementsAre("eu", "fr", "sea", "us")));
}

TEST(Steps, BiasNeedsAPercentSignAndARange) {
  const auto errors = errors_of(
      with_policy("    steps:\n      - nearest: {bias: {eu: 20, fr: 100%, us: -100%}}\n"));
  EXPECT_THAT(errors, testing::IsSupersetOf({HasSubstr("`20` has no unit; write 20%"),
                                             HasSubstr("100% is out of range"),
                                             HasSubstr("-100% is out of range")}));
}

TEST(Steps, PolicyAndStepsExcludeEachOther) {
  EXPECT_THAT(errors_of(with_policy("    policy: weighted\n    steps: [priority]\n")),
              ElementsAre(HasSubstr("services.api.steps: policy and steps are two ways")));
}

}  // namespace
}  // namespace meridian::config
