// Changes that safety rules do not allow: refused by name, and nothing is changed.
#include "tests/component/service/admin/operators.hpp"

namespace meridian::admin {
namespace {

using nlohmann::json;

class Safety : public Operators {
 protected:
  static std::string drain(std::string_view skip = "") {
    return R"({"state": "draining", "reason": "disk swap")" +
           (skip.empty() ? "" : R"(, "skip_rules": [")" + std::string(skip) + R"("])") + "}";
  }
  static constexpr const char* kEu = "PUT /v1/regions/eu/state";
  static constexpr const char* kUs = "PUT /v1/services/bank/upstreams/us/state";
};

TEST_F(Safety, TheLastRegionInsideAFenceStays) {
  ASSERT_EQ(ask({kEu, drain(), "*"}).status, 200);
  const auto refused = ask({kUs, drain(), "*"});
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(json::parse(refused.body)["rule"], "fence");
  EXPECT_NE(refused.body.find("europe"), std::string::npos);
  EXPECT_EQ(get("/v1/overrides")["overrides"].size(), 1U);
  const json event = get("/v1/events")["events"].back();
  EXPECT_EQ(event["kind"], "refused");
  EXPECT_EQ(event["subject"], "fence");
  EXPECT_EQ(event["by"], "loopback");
}

TEST_F(Safety, ADryRunTellsWhatWouldBeBroken) {
  ASSERT_EQ(ask({kEu, drain(), "*"}).status, 200);
  const auto told = ask({std::string(kUs) + "?dry_run=true", drain(), "*"});
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(json::parse(told.body)["violations"][0]["rule"], "fence");
  EXPECT_EQ(json::parse(told.body)["services"][0]["id"], "bank");
  EXPECT_EQ(get("/v1/overrides")["overrides"].size(), 1U);
}

TEST_F(Safety, AdminsSkipRulesByName) {
  use_tokens();
  ASSERT_EQ(ask({kEu, drain(), "*", "o"}).status, 200);
  EXPECT_EQ(refusal({kUs, drain("fence"), "*", "o"}), "403 skip_rules");
  EXPECT_EQ(refusal({kUs, drain("other"), "*", "a"}), "409 fence");
  EXPECT_EQ(ask({kUs, drain("fence"), "*", "a"}).status, 200);
}

TEST_F(Safety, IsJudgedOnTheWholeChange) {
  ASSERT_EQ(ask({kEu, drain(), "*"}).status, 200);
  const std::string swap = R"({"reason": "swap", "changes": [
      {"region": "us", "state": "draining"}, {"region": "eu", "state": "enabled"}]})";
  EXPECT_EQ(ask({"POST /v1/changes", swap, tag("/v1/overrides")}).status, 200);
  EXPECT_EQ(get("/v1/regions")["regions"][0]["state"], "enabled");
}

TEST_F(Safety, RulesOfTheConfigAreJudgedOnTheWholeChange) {
  use_config(std::string(kTwoRegions) +
             "safety: {at_least: [{name: core, count: 1, regions: [eu, us]}]}\n");
  ASSERT_EQ(ask({kEu, drain(), "*"}).status, 200);
  EXPECT_EQ(refusal({"PUT /v1/regions/us/state", drain(), "*"}), "409 core");
  const std::string swap = R"({"reason": "swap", "changes": [
      {"region": "us", "state": "draining"}, {"region": "eu", "state": "enabled"}]})";
  EXPECT_EQ(ask({"POST /v1/changes", swap, tag("/v1/overrides")}).status, 200);
}

TEST_F(Safety, AFreezeAndAWaitPeriodStopOperators) {
  use_config(std::string(kTwoRegions) + "safety: {freeze: true}\n");
  EXPECT_EQ(refusal({kEu, drain(), "*"}), "409 freeze");
  use_config(std::string(kTwoRegions) + "safety: {wait_period: 1h}\n");
  ASSERT_EQ(ask({kEu, drain(), "*"}).status, 200);
  EXPECT_EQ(refusal({kEu, R"({"state": "disabled", "reason": "x"})", "*"}), "409 wait_period");
}

}  // namespace
}  // namespace meridian::admin
