#include "meridian/core/state/change_request.hpp"

#include <gtest/gtest.h>

namespace meridian::state {
namespace {

const StoreTime kAskedAt{milliseconds(1'000'000)};

Names known_names() {
  return {{"eu", "us"}, {{"api", {{"eu", "us"}, false}}, {"app", {{"eu", "us"}, true}}}};
}

ChangeRequest asked(Ask ask, std::string_view body) {
  switch (ask) {
    case Ask::state: return {ask, {Kind::state, "", "eu"}, body, kAskedAt};
    case Ask::primary: return {ask, {Kind::primary, "app", ""}, body, kAskedAt};
    default: return {ask, {Kind::weight, "api", ""}, body, kAskedAt};
  }
}

Change accepted(Ask ask, std::string_view body) {
  auto read = read_change(asked(ask, body), known_names(), {});
  if (auto* fault = std::get_if<Fault>(&read)) {
    ADD_FAILURE() << fault->rule << " " << fault->detail;
    return {};
  }
  return std::get<Change>(std::move(read));
}

// "range weights.eu"
std::string refused(Ask ask, std::string_view body) {
  const auto read = read_change(asked(ask, body), known_names(), {});
  const auto* found = std::get_if<Fault>(&read);
  if (found == nullptr) return "";
  EXPECT_FALSE(found->detail.empty());
  return found->rule + (found->field.empty() ? "" : " " + found->field);
}

TEST(ReadChange, WeightsAreSetAtOnce) {
  const auto read = accepted(
      Ask::all_weights, R"({"weights": {"eu": 20, "us": 80}, "reason": "x", "expires_in": "1h"})");
  ASSERT_EQ(read.sets.size(), 2U);
  EXPECT_EQ(read.sets[0].first, (Target{Kind::weight, "api", "eu"}));
  EXPECT_EQ(read.sets[0].second, Value(20U));
  EXPECT_EQ(read.at, kAskedAt);
  EXPECT_EQ(read.expires, kAskedAt + std::chrono::hours(1));
}

TEST(ReadChange, AllWeightsAreOfEveryRegion) {
  constexpr const char* kOne = R"({"weights": {"eu": 20}, "reason": "x"})";
  EXPECT_EQ(refused(Ask::all_weights, kOne), "all_regions weights.us");
  EXPECT_EQ(accepted(Ask::some_weights, kOne).sets.size(), 1U);
}

TEST(ReadChange, NamesTheFieldAndTheRule) {
  const auto weights = [](std::string_view body) { return refused(Ask::some_weights, body); };
  EXPECT_EQ(weights(R"({"weights": {"eu": 1001}, "reason": "x"})"), "range weights.eu");
  EXPECT_EQ(weights(R"({"weights": {"eu": "20"}, "reason": "x"})"), "range weights.eu");
  EXPECT_EQ(weights(R"({"weights": {"mars": 1}, "reason": "x"})"), "unknown_region weights.mars");
  EXPECT_EQ(weights(R"({"weights": {}, "reason": "x"})"), "type weights");
  EXPECT_EQ(weights(R"({"weights": {"eu": 1}})"), "reason reason");
  EXPECT_EQ(weights(R"({"reason": "x"})"), "required weights");
  EXPECT_EQ(weights(R"({"weights": {"eu": 1}, "reason": "x", "why": 1})"), "unknown_field why");
  EXPECT_EQ(weights(R"({"weights": {"eu": 1}, "reason": "x", "expires_in": "73h"})"),
            "expires_in expires_in");
  EXPECT_EQ(refused(Ask::state, R"({"state": "resting", "reason": "x"})"), "state state");
  EXPECT_EQ(refused(Ask::state, R"({"state": "disabled", "reason": "two\nlines"})"),
            "reason reason");
  EXPECT_EQ(refused(Ask::state, "nothing"), "json");
  EXPECT_EQ(refused(Ask::state, "[1]"), "json");
}

TEST(ReadChange, EnabledRegionHasNoOverride) {
  EXPECT_EQ(accepted(Ask::state, R"({"state": "enabled", "reason": "x"})").sets[0].second,
            std::nullopt);
}

TEST(ReadChange, PrimaryIsForServicesWithRoles) {
  constexpr const char* kToUs = R"({"primary": "us", "reason": "x"})";
  EXPECT_EQ(accepted(Ask::primary, kToUs).sets[0].second, Value(std::string("us")));
  EXPECT_EQ(refused(Ask::primary, R"({"primary": "mars", "reason": "x"})"),
            "unknown_region primary");
  const ChangeRequest without{Ask::primary, {Kind::primary, "api", ""}, kToUs, kAskedAt};
  EXPECT_EQ(std::get<Fault>(read_change(without, known_names(), {})).rule, "roles");
}

TEST(ReadChange, SkipsRulesByName) {
  EXPECT_EQ(accepted(Ask::state, R"({"state": "disabled", "reason": "x", "skip_rules": ["fence"]})")
                .skipped,
            (std::vector<std::string>{"fence"}));
  for (const char* rules : {"\"fence\"", "[1]", "[\"\"]", "{}"})
    EXPECT_EQ(
        refused(Ask::state, std::string(R"({"state": "disabled", "reason": "x", "skip_rules": )") +
                                rules + "}"),
        "skip_rules skip_rules");
}

TEST(ReadChange, ABatchChangesSeveralThings) {
  const auto read = accepted(Ask::batch, R"({"reason": "x", "changes": [
      {"service": "api", "region": "eu", "weight": 20}, {"region": "us", "state": "draining"},
      {"service": "api", "region": "us", "state": "disabled"},
      {"service": "app", "primary": "us"}]})");
  ASSERT_EQ(read.sets.size(), 4U);
  EXPECT_EQ(read.sets[0].first, (Target{Kind::weight, "api", "eu"}));
  EXPECT_EQ(read.sets[1].first, (Target{Kind::state, "", "us"}));
  EXPECT_EQ(read.sets[2].first, (Target{Kind::state, "api", "us"}));
  EXPECT_EQ(read.sets[3].first, (Target{Kind::primary, "app", ""}));
}

TEST(ReadChange, ABatchNamesTheItemAtFault) {
  const auto batch = [](const std::string& item) {
    return refused(
        Ask::batch,
        R"({"reason": "x", "changes": [{"region": "eu", "state": "draining"}, )" + item + "]}");
  };
  EXPECT_EQ(batch("1"), "type changes[1]");
  EXPECT_EQ(batch(R"({"region": "us"})"), "one_value changes[1]");
  EXPECT_EQ(batch(R"({"region": "us", "state": "draining", "weight": 1})"), "one_value changes[1]");
  EXPECT_EQ(batch(R"({"region": "us", "state": "draining", "why": 1})"),
            "unknown_field changes[1].why");
  EXPECT_EQ(batch(R"({"region": "mars", "state": "draining"})"),
            "unknown_region changes[1].region");
  EXPECT_EQ(batch(R"({"service": "x", "region": "eu", "weight": 1})"),
            "unknown_service changes[1].service");
  EXPECT_EQ(batch(R"({"service": 1, "region": "eu", "weight": 1})"),
            "unknown_service changes[1].service");
  EXPECT_EQ(batch(R"({"service": "api", "weight": 1})"), "required changes[1].region");
  EXPECT_EQ(batch(R"({"region": "eu", "weight": 1})"), "required changes[1].service");
  EXPECT_EQ(batch(R"({"service": "app", "region": "eu", "primary": "us"})"),
            "unknown_field changes[1].region");
  EXPECT_EQ(batch(R"({"region": "eu", "state": "disabled"})"), "twice changes[1]");
  EXPECT_EQ(refused(Ask::batch, R"({"reason": "x", "changes": []})"), "type changes");
}

TEST(ReadChange, AResetEndsWhatThereIs) {
  Overrides overrides;
  overrides.entries[{Kind::state, "", "eu"}] = {config::UpstreamState::draining, "x", "y",
                                                kAskedAt};
  const auto read = read_change(asked(Ask::reset, R"({"reason": "x"})"), known_names(), overrides);
  ASSERT_EQ(std::get<Change>(read).sets.size(), 1U);
  EXPECT_EQ(std::get<Change>(read).sets[0].second, std::nullopt);
}

TEST(ParseExpiry, TakesSecondsMinutesAndHoursUpToThreeDays) {
  EXPECT_EQ(parse_expiry("90s"), seconds(90));
  EXPECT_EQ(parse_expiry("30m"), seconds(1800));
  EXPECT_EQ(parse_expiry("72h"), seconds(259'200));
  for (const char* text : {"", "h", "0s", "73h", "1d", "1", "-1s", "1.5h", "99999999999999999999s"})
    EXPECT_EQ(parse_expiry(text), std::nullopt) << text;
}

}  // namespace
}  // namespace meridian::state
