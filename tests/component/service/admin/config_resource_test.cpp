// The config, the log level and what belongs to the process.
#include "tests/component/service/admin/operators.hpp"

namespace meridian::admin {
namespace {

using nlohmann::json;

using ConfigOverHttp = Operators;

TEST_F(ConfigOverHttp, IsToldWithItsDefaults) {
  const json config = get("/v1/config");
  EXPECT_EQ(config["file"], "edge.yaml");
  bool found = false;
  for (const json& one : config["settings"])
    found = found || (one["path"] == "services.api.upstreams.us.weight" && one["value"] == "300");
  EXPECT_TRUE(found);
}

TEST_F(ConfigOverHttp, DiffersFromItsFile) {
  EXPECT_TRUE(get("/v1/config/diff")["changes"].empty());
  control_.run([this] { file_ = std::string(kTwoRegions) + "log: {level: debug}\n"; });
  const json diff = get("/v1/config/diff");
  ASSERT_EQ(diff["changes"].size(), 1U);
  EXPECT_EQ(diff["changes"][0], (json{{"path", "log.level"}, {"live", "info"}, {"file", "debug"}}));
  control_.run([this] { file_ = "nonsense: 1\n"; });
  EXPECT_EQ(get("/v1/config/diff")["errors"].size(), 1U);
}

TEST_F(ConfigOverHttp, ATextIsValidated) {
  const auto verdict = [this](const std::string& text) {
    return json::parse(ask({"POST /v1/config/validate", json{{"config", text}}.dump()}).body);
  };
  EXPECT_EQ(verdict(std::string(kTwoRegions))["valid"], true);
  const json wrong = verdict("nonsense: 1\n");
  EXPECT_EQ(wrong["valid"], false);
  EXPECT_NE(wrong["errors"][0].get<std::string>().find("config:1:1: error: nonsense"),
            std::string::npos);
  EXPECT_EQ(refusal({"POST /v1/config/validate", R"({"config": 1})"}), "422 required");
}

TEST_F(ConfigOverHttp, IsReloadedOrKept) {
  const Ask asked{"POST /v1/config/reload", R"({"reason": "new region"})"};
  EXPECT_EQ(json::parse(ask(asked).body)["taken"], true);
  control_.run([this] { reload_.complaints = {"edge.yaml:1:1: error: something; remedy"}; });
  const auto refused = ask(asked);
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("edge.yaml:1:1"), std::string::npos);
  control_.run([this] { reload_ = {.busy = true, .complaints = {}}; });
  EXPECT_EQ(refusal(asked), "409 reload_busy");
  EXPECT_EQ(refusal({"POST /v1/config/reload", R"({"reason": ""})"}), "422 reason");
}

TEST_F(ConfigOverHttp, TheLogLevelIsSet) {
  const std::string before = tag("/v1/log-level");
  const Ask asked{"PUT /v1/log-level", R"({"level": "debug", "reason": "a riddle"})", before};
  EXPECT_EQ(json::parse(ask(asked).body)["level"], "debug");
  EXPECT_EQ(get("/v1/log-level")["file"], "info");
  EXPECT_EQ(refusal(asked), "412 if_match");
  EXPECT_EQ(refusal({asked.line, asked.body}), "428 if_match");
  EXPECT_EQ(refusal({asked.line, R"({"level": "loud", "reason": "x"})", before}), "422 level");
  control_.run([this] { EXPECT_EQ(log_level_, config::LogLevel::debug); });
}

TEST_F(ConfigOverHttp, CertificatesAreTold) {
  EXPECT_EQ(get("/v1/certificates")["certificates"][0]["names"][0], "a.test");
}

TEST_F(ConfigOverHttp, HealthIsToldByTheStatus) {
  EXPECT_EQ(get("/health")["status"], "ok");
  EXPECT_EQ(get("/health/failover")["services"][1]["primary"], "eu");
  EXPECT_EQ(get("/health/failover")["services"][0]["serving"], (json{"eu", "us"}));
  std::string text(kTwoRegions);
  for (std::size_t at = 0; (at = text.find(":82\"]", at)) != text.npos;)
    text.insert(at += 5, ", state: disabled");
  use_config(text);
  const auto answer = ask({"GET /health/failover"});
  EXPECT_EQ(answer.status, 503);
  const json bank = json::parse(answer.body)["services"][2];
  EXPECT_EQ(bank["not_serving"], (json{"eu", "us"})) << bank;
}

}  // namespace
}  // namespace meridian::admin
