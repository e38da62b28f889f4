// Rules that hold for every endpoint of the table: who may, and what is refused.
#include <algorithm>
#include <map>
#include <regex>

#include "meridian/core/state/overrides_json.hpp"
#include "service/admin/endpoint.hpp"
#include "tests/component/service/admin/operators.hpp"

namespace meridian::admin {
namespace {

using nlohmann::json;

// A body that is right, by the schema that the endpoint wants.
const std::map<std::string_view, std::string> kBodies{
    {"", ""},
    {"StateChange", R"({"state": "draining", "reason": "x"})"},
    {"WeightsChange", R"({"weights": {"eu": 1, "us": 2}, "reason": "x"})"},
    {"PrimaryChange", R"({"primary": "us", "reason": "x"})"},
    {"Circumstances", R"({"reason": "x"})"},
    {"Changes", R"({"changes": [{"region": "us", "state": "draining"}], "reason": "x"})"},
    {"Question", R"({"ip": "192.0.2.9", "host": "api.test"})"},
    {"SimulationChange", R"({"clients": 100})"},
    {"ConfigText", R"({"config": "x: 1"})"},
    {"Reason", R"({"reason": "x"})"},
    {"LogLevelChange", R"({"level": "debug", "reason": "x"})"}};

class EveryEndpoint : public Operators {
 protected:
  static Ask asked(const Endpoint& endpoint, const std::string& token = "") {
    std::string path(endpoint.path);
    for (const auto& [name, value] :
         {std::pair("\\{service\\}", "app"), std::pair("\\{region\\}", "eu"),
          std::pair("\\{id\\}", "state.eu")})
      path = std::regex_replace(path, std::regex(name), value);
    return {std::string(endpoint.method) + " " + path, kBodies.at(endpoint.body), "", token};
  }
  void SetUp() override {
    Operators::SetUp();
    ask({"PUT /v1/regions/eu/state", R"({"state": "draining", "reason": "x"})", "*"});
    conflicts_.push_back({"state.eu", "edge-2", {}, state::encode({})});
  }
};

TEST_F(EveryEndpoint, AnswersWhoMayAsk) {
  use_tokens();
  for (const Endpoint& endpoint : endpoints()) {
    if (endpoint.answer == kEventStream) continue;  // it does not end: see events_test
    Ask one = asked(endpoint, "a");
    if (endpoint.tagged && endpoint.method != "GET") {
      const bool of_all = endpoint.kind == ResourceKind::changes ||
                          endpoint.kind == ResourceKind::reset ||
                          endpoint.kind == ResourceKind::adopt;
      const std::string path = of_all ? "/v1/overrides" : one.line.substr(one.line.find(' ') + 1);
      one.if_match = ask({.line = "GET " + path, .token = "a"}).field("ETag");
      one.line += endpoint.changes ? "?dry_run=true" : "";
    }
    EXPECT_EQ(ask(one).status, 200) << one.line;
  }
}

// The answers come late on purpose, so all are asked for at once.
TEST_F(EveryEndpoint, NeedsATokenUnlessItIsOpen) {
  use_tokens();
  std::vector<std::pair<const Endpoint*, std::unique_ptr<test::RawClient>>> clients;
  for (const Endpoint& endpoint : endpoints()) {
    if (endpoint.access == Access::open) continue;
    clients.emplace_back(&endpoint, std::make_unique<test::RawClient>(port()));
    clients.back().second->send(text_of(asked(endpoint, "wrong")));
  }
  for (const auto& [endpoint, client] : clients) {
    const auto answer = client->receive();
    EXPECT_EQ(answer.status, 401) << endpoint->path;
    expect_contract(asked(*endpoint), answer);
  }
}

TEST_F(EveryEndpoint, NeedsItsRole) {
  use_tokens();
  for (const Endpoint& endpoint : endpoints()) {
    if (endpoint.access != Access::operator_ && endpoint.access != Access::admin) continue;
    const char* below = endpoint.access == Access::admin ? "o" : "v";
    EXPECT_EQ(refusal(asked(endpoint, below)), "403 role") << endpoint.path;
  }
}

TEST_F(EveryEndpoint, RefusesFieldsThatItDoesNotKnow) {
  for (const Endpoint& endpoint : endpoints()) {
    if (endpoint.body.empty()) continue;
    Ask one = asked(endpoint);
    one.if_match = "\"x\"";
    json body = json::parse(one.body);
    body["nonsense"] = 1;
    one.body = body.dump();
    EXPECT_EQ(ask(one).status, 422) << one.line;
    one.body = "nonsense";
    const int status = ask(one).status;
    EXPECT_TRUE(status == 400 || status == 422) << one.line << " " << status;
  }
}

TEST_F(EveryEndpoint, RefusesOtherContent) {
  for (const Endpoint& endpoint : endpoints()) {
    if (endpoint.body.empty()) continue;
    Ask one = asked(endpoint);
    one.body.clear();
    EXPECT_EQ(refusal(one), "415 content_type") << one.line;
  }
}

TEST_F(EveryEndpoint, RefusesAnOldVersion) {
  for (const Endpoint& endpoint : endpoints()) {
    if (!endpoint.changes && !endpoint.conditional) continue;
    Ask one = asked(endpoint);
    EXPECT_EQ(refusal(one), "428 if_match") << one.line;
    one.if_match = "\"old\"";
    EXPECT_EQ(refusal(one), "412 if_match") << one.line;
  }
  EXPECT_EQ(get("/v1/overrides")["overrides"].size(), 1U);
}

TEST_F(EveryEndpoint, RefusesParametersThatItDoesNotTake) {
  for (const Endpoint& endpoint : endpoints()) {
    if (!endpoint.path.starts_with("/v1/")) continue;
    Ask one = asked(endpoint);
    one.line += "?nonsense=1";
    EXPECT_EQ(refusal(one), "400 query") << one.line;
  }
}

}  // namespace
}  // namespace meridian::admin
