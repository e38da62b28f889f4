#include "service/admin/operator_change.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "service/admin/endpoint.hpp"

namespace meridian::admin {
namespace {

constexpr const char* kWeights = "/v1/services/api/weights";
constexpr const char* kRegion = "/v1/regions/eu/state";
constexpr const char* kDrain = R"({"state": "draining", "reason": "x"})";
constexpr const char* kEven = R"({"weights": {"eu": 1, "us": 1}, "reason": "x"})";

config::Config config_of_two() {
  config::Config config;
  config.regions = {{"eu", {}}, {"us", {}}};
  config.services.resize(1);
  config.services[0].id = "api";
  config.services[0].upstreams.resize(2);
  config.services[0].upstreams[0].region = "eu";
  config.services[0].upstreams[1].region = "us";
  return config;
}

std::variant<state::Change, Reply> read(const char* path, std::string_view body,
                                        std::string_view if_match,
                                        config::AdminRole role = config::AdminRole::operator_) {
  const auto found = std::get<Found>(find_endpoint("PUT", path));
  const Caller caller{"alice", role};
  return read_operator_change({found.path, "PUT", body, if_match, caller, {}}, config_of_two(), {});
}

// "422 range weights.eu"
std::string refusal(const std::variant<state::Change, Reply>& outcome) {
  const auto* reply = std::get_if<Reply>(&outcome);
  if (reply == nullptr) return "";
  const auto json = nlohmann::json::parse(reply->body);
  EXPECT_EQ(json["status"], reply->status);
  return std::to_string(reply->status) + " " + json["rule"].get<std::string>() +
         (json.contains("field") ? " " + json["field"].get<std::string>() : "");
}

TEST(ReadOperatorChange, SaysWhoAndOnWhatItRests) {
  const auto change = std::get<state::Change>(read(kWeights, kEven, "\"tag\""));
  EXPECT_EQ(change.by, "alice");
  EXPECT_EQ(change.seen, "tag");
  EXPECT_EQ(change.resource, (state::Target{state::Kind::weight, "api", ""}));
}

TEST(ReadOperatorChange, FaultsHaveAStatus) {
  EXPECT_EQ(refusal(read(kRegion, "nothing", "\"tag\"")), "400 json");
  EXPECT_EQ(refusal(read(kRegion, R"({"state": "resting", "reason": "x"})", "\"tag\"")),
            "422 state state");
  EXPECT_EQ(refusal(read("/v1/services/api/primary", R"({"primary": "eu", "reason": "x"})", "*")),
            "409 roles");
}

TEST(ReadOperatorChange, WantsAnETag) {
  EXPECT_EQ(refusal(read(kRegion, kDrain, "")), "428 if_match");
  EXPECT_EQ(refusal(read(kRegion, kDrain, "tag")), "400 if_match");
}

TEST(ReadOperatorChange, AnyTagIsForTakingOutOnly) {
  EXPECT_EQ(std::get<state::Change>(read(kRegion, kDrain, "*")).seen, std::nullopt);
  EXPECT_EQ(refusal(read(kRegion, R"({"state": "enabled", "reason": "x"})", "*")), "428 if_match");
  EXPECT_EQ(refusal(read(kWeights, kEven, "*")), "428 if_match");
}

TEST(ReadOperatorChange, OnlyAdminsSkipRules) {
  constexpr const char* kSkip = R"({"state": "draining", "reason": "x", "skip_rules": ["fence"]})";
  EXPECT_EQ(refusal(read(kRegion, kSkip, "*")), "403 skip_rules skip_rules");
  EXPECT_EQ(refusal(read(kRegion, kSkip, "*", config::AdminRole::admin)), "");
}

}  // namespace
}  // namespace meridian::admin
