// What operators read and change.
#include <nlohmann/json.hpp>

#include "tests/component/service/admin/operators.hpp"

namespace meridian::admin {
namespace {

using nlohmann::json;

constexpr const char* kWeights = "/v1/services/api/weights";
constexpr const char* kEven = R"({"weights": {"eu": 300}, "reason": "even"})";
constexpr const char* kDrain = R"({"state": "draining", "reason": "disk swap"})";

TEST_F(Operators, ChangeAWeightAndAreToldWhatItDoes) {
  const auto answer = ask({std::string("PATCH ") + kWeights, kEven, tag(kWeights)});
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json told = json::parse(answer.body);
  EXPECT_EQ(told["services"][0]["id"], "api");
  EXPECT_EQ(told["services"][0]["upstreams"][0]["weight"], (json{{"before", 100}, {"after", 300}}));
  EXPECT_EQ(told["services"][0]["upstreams"][0]["weight_share"],
            (json{{"before", 0.25}, {"after", 0.5}}));
  EXPECT_EQ(answer.field("ETag"), tag(kWeights));
  const json service = get("/v1/services/api");
  EXPECT_EQ(service["upstreams"][0]["weight"]["effective"], 300);
  EXPECT_EQ(service["upstreams"][0]["weight"]["file"], 100);
  EXPECT_EQ(service["upstreams"][0]["weight"]["override"]["by"], "loopback");
}

TEST_F(Operators, DryRunSaysTheSameAndChangesNothing) {
  const std::string before = tag(kWeights);
  const auto answer = ask({std::string("PATCH ") + kWeights + "?dry_run=true", kEven, before});
  EXPECT_EQ(json::parse(answer.body)["services"][0]["upstreams"][0]["weight"]["after"], 300);
  EXPECT_EQ(json::parse(answer.body)["dry_run"], true);
  EXPECT_EQ(tag(kWeights), before);
  EXPECT_TRUE(get("/v1/overrides")["overrides"].empty());
}

TEST_F(Operators, AnOlderETagIsRefusedWithTheNewOne) {
  const std::string before = tag(kWeights);
  ask({std::string("PATCH ") + kWeights, kEven, before});
  const auto late = ask({std::string("PATCH ") + kWeights, kEven, before});
  EXPECT_EQ(late.status, 412);
  EXPECT_EQ(late.field("ETag"), tag(kWeights));
  EXPECT_EQ(late.field("Content-Type"), "application/problem+json");
  EXPECT_EQ(ask({std::string("PATCH ") + kWeights, kEven}).status, 428);
}

TEST_F(Operators, DrainARegionInAllServicesAtOnce) {
  ASSERT_EQ(ask({"PUT /v1/regions/eu/state", kDrain, "*"}).status, 200);
  const json regions = get("/v1/regions");
  EXPECT_EQ(regions["regions"][0]["state"], "draining");
  for (const json& service : regions["regions"][0]["services"])
    EXPECT_EQ(service["state"], "draining");
  const std::string id = get("/v1/overrides")["overrides"][0]["id"];
  EXPECT_EQ(id, "state.eu");
  const std::string path = "/v1/overrides/" + id;
  EXPECT_EQ(ask({"DELETE " + path, R"({"reason": "done"})", tag(path)}).status, 200);
  EXPECT_EQ(get("/v1/regions")["regions"][0]["state"], "enabled");
  EXPECT_EQ(ask({"GET " + path}).status, 404);
}

TEST_F(Operators, MoveThePrimary) {
  constexpr const char* kPath = "/v1/services/app/primary";
  ASSERT_EQ(
      ask({std::string("PUT ") + kPath, R"({"primary": "us", "reason": "x"})", tag(kPath)}).status,
      200);
  EXPECT_EQ(get(kPath)["effective"], "us");
  EXPECT_EQ(get(kPath)["file"], "eu");
}

TEST_F(Operators, ResetEverythingAsAdmins) {
  ask({"PUT /v1/regions/eu/state", kDrain, "*"});
  ask({std::string("PATCH ") + kWeights, kEven, tag(kWeights)});
  EXPECT_EQ(ask({"POST /v1/overrides/reset", R"({"reason": "x"})", tag("/v1/overrides")}).status,
            200);
  EXPECT_TRUE(get("/v1/overrides")["overrides"].empty());
}

TEST_F(Operators, UnknownNamesAndWrongMethodsAreTold) {
  EXPECT_EQ(ask({"GET /v1/services/none"}).status, 404);
  EXPECT_EQ(ask({"GET /v1/services/"}).status, 404);
  EXPECT_EQ(ask({"PUT /v1/regions/mars/state", kDrain, "*"}).status, 404);
  EXPECT_EQ(ask({"PUT /v1/services/api/upstreams/mars/state", kDrain, "*"}).status, 404);
  EXPECT_EQ(ask({"DELETE /v1/overrides/../x", kDrain, "*"}).status, 404);
  const auto wrong = ask({"DELETE /v1/regions"});
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.field("Allow"), "GET, HEAD");
  EXPECT_EQ(ask({"PUT /v1/regions/eu/state"}).status, 415);
  EXPECT_EQ(ask({"PUT /v1/regions/eu/state?force=1", kDrain, "*"}).status, 400);
}

TEST_F(Operators, NeedATokenOnceThereAreTokens) {
  use_tokens();
  const auto none = ask({"GET /v1/status"});
  EXPECT_EQ(none.status, 401);
  EXPECT_EQ(none.field("WWW-Authenticate"), "Bearer");
  EXPECT_EQ(ask({.line = "GET /v1/regions", .token = "wrong"}).status, 401);
  EXPECT_EQ(ask({.line = "GET /v1/regions", .token = "v"}).status, 200);
  EXPECT_EQ(ask({"GET /livez"}).status, 200);
  control_.run([this] { EXPECT_EQ(server_->refused_tokens(), 2U); });
}

TEST_F(Operators, MayDoWhatTheirRoleMay) {
  use_tokens();
  const auto drain = [&](const char* token) {
    return ask({"PUT /v1/regions/eu/state", kDrain, "*", token}).status;
  };
  EXPECT_EQ(drain("v"), 403);
  EXPECT_EQ(drain("o"), 200);
  EXPECT_EQ(overrides_->entries.begin()->second.by, "token-o");
  const auto reset = [&](const char* token) {
    const std::string seen = ask({.line = "GET /v1/overrides", .token = token}).field("ETag");
    return ask({"POST /v1/overrides/reset", R"({"reason": "x"})", seen, token}).status;
  };
  EXPECT_EQ(reset("o"), 403);
  EXPECT_EQ(reset("a"), 200);
}

TEST_F(Operators, ChangeSeveralThingsAtOnceOrNone) {
  const std::string before = tag("/v1/overrides");
  const std::string batch = R"({"reason": "move", "changes": [
      {"service": "api", "region": "eu", "weight": 0}, {"region": "eu", "state": "draining"},
      {"service": "app", "primary": "us"}]})";
  const auto told = ask({"POST /v1/changes?dry_run=true", batch, before});
  EXPECT_EQ(json::parse(told.body)["services"].size(), 3U);
  EXPECT_TRUE(get("/v1/overrides")["overrides"].empty());
  EXPECT_EQ(ask({"POST /v1/changes", batch, before}).status, 200);
  EXPECT_EQ(get("/v1/overrides")["overrides"].size(), 3U);
  EXPECT_EQ(get("/v1/services/app/primary")["effective"], "us");
  EXPECT_EQ(refusal({"POST /v1/changes", batch, before}), "412 if_match");
  const std::string half = R"({"reason": "x", "changes": [
      {"service": "api", "region": "us", "weight": 7}, {"region": "mars", "state": "draining"}]})";
  const auto wrong = ask({"POST /v1/changes", half, tag("/v1/overrides")});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(json::parse(wrong.body)["field"], "changes[1].region");
  EXPECT_EQ(get("/v1/services/api/weights")["weights"]["us"], 300);
}

constexpr const char* kShortDrain =
    R"({"state": "draining", "reason": "no way to it", "expires_in": "30m"})";

TEST_F(Operators, AreToldThatTheStoreIsAwayAndWhatTheyCanDo) {
  store_is_up_ = false;
  const auto answer = ask({"PUT /v1/regions/eu/state", kDrain, "*"});
  EXPECT_EQ(answer.status, 503);
  const json told = json::parse(answer.body);
  EXPECT_EQ(told["rule"], "store_unavailable");
  EXPECT_NE(told["detail"].get<std::string>().find("scope=local"), std::string::npos);
  EXPECT_EQ(ask({"GET /v1/overrides/conflicts"}).status, 503);
}

TEST_F(Operators, TakeARegionOutOnOneEdgeWhileTheStoreIsAway) {
  store_is_up_ = false;
  const auto answer = ask({"PUT /v1/regions/eu/state?scope=local", kShortDrain, "*"});
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(json::parse(answer.body)["scope"], "local");
  EXPECT_EQ(get("/v1/regions")["regions"][0]["services"][0]["state"], "draining");
  const json all = get("/v1/overrides");
  EXPECT_TRUE(all["overrides"].empty());
  EXPECT_EQ(all["local"][0]["id"], "state.eu");
  store_is_up_ = true;
  const auto ended = ask(
      {"PUT /v1/regions/eu/state?scope=local", R"({"state": "enabled", "reason": "done"})", "*"});
  EXPECT_EQ(ended.status, 428) << "what lets in rests on an ETag";
  EXPECT_EQ(ask({"PUT /v1/regions/eu/state?scope=local",
                 R"({"state": "enabled", "reason": "done"})", tag("/v1/regions/eu/state")})
                .status,
            200);
  EXPECT_TRUE(get("/v1/overrides")["local"].empty());
}

TEST_F(Operators, MayDoLittleOnOneEdgeAlone) {
  const std::string path = "PUT /v1/services/api/upstreams/eu/state";
  EXPECT_EQ(ask({path + "?scope=local", kShortDrain, "*"}).status, 409) << "the store is up";
  ASSERT_EQ(ask({path, R"({"state": "disabled", "reason": "gone"})", "*"}).status, 200);
  store_is_up_ = false;
  EXPECT_EQ(ask({path + "?scope=local", kShortDrain, "*"}).status, 409) << "it is stricter";
  EXPECT_EQ(ask({"PUT /v1/regions/us/state?scope=local", kDrain, "*"}).status, 422) << "no end";
  EXPECT_EQ(ask({"PUT /v1/regions/us/state?scope=local",
                 R"({"state": "draining", "reason": "x", "expires_in": "2h"})", "*"})
                .status,
            422);
  EXPECT_EQ(ask({std::string("PATCH ") + kWeights + "?scope=local", kEven, tag(kWeights)}).status,
            400);
  EXPECT_EQ(ask({path + "?scope=galaxy", kShortDrain, "*"}).status, 400);
  EXPECT_TRUE(get("/v1/overrides")["local"].empty());
}

TEST_F(Operators, TakeADocumentAfterAllThatHadLost) {
  ask({std::string("PATCH ") + kWeights, kEven, tag(kWeights)});
  state::Change drain;
  drain.sets.emplace_back(state::Target{state::Kind::state, "", "eu"},
                          config::UpstreamState::draining);
  drain.reason = "disk swap";
  drain.by = "bob";
  drain.new_epoch = 9;
  const state::Overrides lost = state::apply({}, drain).overrides;
  conflicts_.push_back({"9-1-x", "edge-2", {}, state::encode(lost)});
  const json listed = get("/v1/overrides/conflicts")["conflicts"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["id"], "9-1-x");
  EXPECT_EQ(listed[0]["overrides"][0]["id"], "state.eu");
  const std::string path = "POST /v1/overrides/conflicts/9-1-x/adopt";
  const std::string why = R"({"reason": "it was meant"})";
  EXPECT_EQ(ask({path, why, "*"}).status, 428);
  EXPECT_EQ(ask({"POST /v1/overrides/conflicts/other/adopt", why, tag("/v1/overrides")}).status,
            404);
  const auto answer = ask({path, why, tag("/v1/overrides")});
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json all = get("/v1/overrides")["overrides"];
  ASSERT_EQ(all.size(), 1U) << "the weight is as the file says again";
  EXPECT_EQ(all[0]["by"], "bob");
}

TEST_F(Operators, SeeWhichEdgeDiffers) {
  for (const char* name : {"edge-1", "edge-2", "edge-3"}) {
    agreement::EdgeRow& row = edges_.emplace_back();
    row.edge = name;
    row.topology = 1;
    row.shared = 7;
    row.known = {"a", 4};
  }
  edges_[2].shared = 8;
  edges_[2].overrides = 3;
  const json all = get("/v1/edges")["edges"];
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0]["agrees"], true);
  EXPECT_EQ(all[0]["verdicts"], (json{{"epoch", "a"}, {"version", 4}}));
  EXPECT_EQ(all[2]["id"], "edge-3");
  EXPECT_EQ(all[2]["agrees"], false);
  EXPECT_EQ(all[2]["differs"], (json{"overrides", "view"}));
}

}  // namespace
}  // namespace meridian::admin
