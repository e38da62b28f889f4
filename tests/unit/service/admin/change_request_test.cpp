#include "service/admin/change_request.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "service/admin/endpoint.hpp"

namespace meridian::admin {
namespace {

using state::Kind;
using state::Target;

constexpr const char* kWeights = "/v1/services/api/weights";
constexpr const char* kRegion = "/v1/regions/eu/state";
constexpr const char* kPrimary = "/v1/services/api/primary";
const state::StoreTime kNow{milliseconds(1'000'000)};

class Reading {
 public:
  Reading& method(std::string_view name) {
    method_ = name;
    return *this;
  }
  Reading& if_match(std::string_view field) {
    if_match_ = field;
    return *this;
  }
  Reading& roles() {
    roles_ = true;
    return *this;
  }
  std::variant<state::Change, Reply> of(const char* path, std::string_view body) const {
    const ChangeRequest request{std::get<Found>(find_endpoint(method_, path)).path,
                                method_,
                                body,
                                if_match_,
                                "alice",
                                kNow};
    return read_change(request, {{"eu", "us"}, roles_, {}});
  }
  state::Change change(const char* path, std::string_view body) const {
    auto read = of(path, body);
    if (auto* reply = std::get_if<Reply>(&read)) ADD_FAILURE() << reply->body;
    return std::get<state::Change>(std::move(read));
  }
  // "422 range weights.eu"
  std::string refusal(const char* path, std::string_view body) const {
    const auto read = of(path, body);
    const auto* reply = std::get_if<Reply>(&read);
    if (reply == nullptr) return "";
    const auto json = nlohmann::json::parse(reply->body);
    EXPECT_EQ(json["status"], reply->status);
    return std::to_string(reply->status) + " " + json["rule"].get<std::string>() +
           (json.contains("field") ? " " + json["field"].get<std::string>() : "");
  }

 private:
  std::string_view method_ = "PUT";
  std::string_view if_match_ = "\"tag\"";
  bool roles_ = false;
};

TEST(ReadChange, WeightsAreSetAtOnce) {
  const auto change = Reading().change(
      kWeights, R"({"weights": {"eu": 20, "us": 80}, "reason": "x", "expires_in": "1h"})");
  ASSERT_EQ(change.sets.size(), 2U);
  EXPECT_EQ(change.sets[0].first, (Target{Kind::weight, "api", "eu"}));
  EXPECT_EQ(change.sets[0].second, state::Value(20U));
  EXPECT_EQ(change.by, "alice");
  EXPECT_EQ(change.at, kNow);
  EXPECT_EQ(change.expires, kNow + std::chrono::hours(1));
  EXPECT_EQ(change.seen, "tag");
}

TEST(ReadChange, PutWantsEveryRegionAndPatchSome) {
  constexpr const char* kOne = R"({"weights": {"eu": 20}, "reason": "x"})";
  EXPECT_EQ(Reading().refusal(kWeights, kOne), "422 all_regions weights.us");
  EXPECT_EQ(Reading().method("PATCH").change(kWeights, kOne).sets.size(), 1U);
}

TEST(ReadChange, NamesTheFieldAndTheRule) {
  const auto patch = Reading().method("PATCH");
  EXPECT_EQ(patch.refusal(kWeights, R"({"weights": {"eu": 1001}, "reason": "x"})"),
            "422 range weights.eu");
  EXPECT_EQ(patch.refusal(kWeights, R"({"weights": {"eu": "20"}, "reason": "x"})"),
            "422 range weights.eu");
  EXPECT_EQ(patch.refusal(kWeights, R"({"weights": {"mars": 1}, "reason": "x"})"),
            "422 unknown_region weights.mars");
  EXPECT_EQ(patch.refusal(kWeights, R"({"weights": {}, "reason": "x"})"), "422 type weights");
  EXPECT_EQ(patch.refusal(kWeights, R"({"weights": {"eu": 1}})"), "422 reason reason");
  EXPECT_EQ(patch.refusal(kWeights, R"({"reason": "x"})"), "422 required weights");
  EXPECT_EQ(patch.refusal(kWeights, R"({"weights": {"eu": 1}, "reason": "x", "why": 1})"),
            "422 unknown_field why");
  EXPECT_EQ(Reading().refusal(kRegion, R"({"state": "resting", "reason": "x"})"),
            "422 state state");
  EXPECT_EQ(Reading().refusal(kRegion, R"({"state": "disabled", "reason": "two\nlines"})"),
            "422 reason reason");
  EXPECT_EQ(Reading().refusal(kRegion, "nothing"), "400 json");
  EXPECT_EQ(Reading().refusal(kRegion, "[1]"), "400 json");
}

TEST(ReadChange, WantsAnETag) {
  constexpr const char* kDrain = R"({"state": "draining", "reason": "x"})";
  EXPECT_EQ(Reading().if_match("").refusal(kRegion, kDrain), "428 if_match");
  EXPECT_EQ(Reading().if_match("tag").refusal(kRegion, kDrain), "400 if_match");
  EXPECT_EQ(Reading().change(kRegion, kDrain).seen, "tag");
}

TEST(ReadChange, AnyTagIsForTakingOutOnly) {
  const auto any = Reading().if_match("*");
  EXPECT_EQ(any.change(kRegion, R"({"state": "disabled", "reason": "x"})").seen, std::nullopt);
  EXPECT_EQ(any.refusal(kRegion, R"({"state": "enabled", "reason": "x"})"), "428 if_match");
  EXPECT_EQ(any.refusal(kWeights, R"({"weights": {"eu": 1, "us": 1}, "reason": "x"})"),
            "428 if_match");
}

TEST(ReadChange, EnabledRegionHasNoOverride) {
  const auto change = Reading().change(kRegion, R"({"state": "enabled", "reason": "x"})");
  EXPECT_EQ(change.sets[0].second, std::nullopt);
}

TEST(ReadChange, PrimaryIsForServicesWithRoles) {
  constexpr const char* kToUs = R"({"primary": "us", "reason": "x"})";
  EXPECT_EQ(Reading().refusal(kPrimary, kToUs), "409 roles");
  EXPECT_EQ(Reading().roles().change(kPrimary, kToUs).sets[0].second,
            state::Value(std::string("us")));
  EXPECT_EQ(Reading().roles().refusal(kPrimary, R"({"primary": "mars", "reason": "x"})"),
            "422 unknown_region primary");
}

TEST(ParseExpiry, TakesSecondsMinutesAndHoursUpToThreeDays) {
  EXPECT_EQ(parse_expiry("90s"), seconds(90));
  EXPECT_EQ(parse_expiry("30m"), seconds(1800));
  EXPECT_EQ(parse_expiry("72h"), seconds(259'200));
  for (const char* text : {"", "h", "0s", "73h", "1d", "1", "-1s", "1.5h", "99999999999999999999s"})
    EXPECT_EQ(parse_expiry(text), std::nullopt) << text;
}

}  // namespace
}  // namespace meridian::admin
