// What would become of requests, asked of a running edge.
#include "tests/component/service/admin/operators.hpp"

namespace meridian::admin {
namespace {

using nlohmann::json;

using WhatIf = Operators;

constexpr const char* kQuestion = R"({"ip": "192.0.2.9", "host": "api.test", "down": ["eu"]})";

TEST_F(WhatIf, ARequestIsExplained) {
  const json story = json::parse(ask({"POST /v1/explain", kQuestion}).body);
  EXPECT_EQ(story["region"], "us");
  EXPECT_EQ(story["service"], "api");
  EXPECT_EQ(story["candidates"].size(), 2U);
}

TEST_F(WhatIf, AQuestionThatCannotBeIsToldWhy) {
  for (const char* body :
       {"nothing", R"({"host": "api.test"})", R"({"ip": "x", "host": "api.test"})",
        R"({"ip": "192.0.2.9", "host": "api.test", "down": ["mars"]})",
        R"({"ip": "192.0.2.9", "host": "api.test", "tried": "eu"})",
        R"({"ip": "192.0.2.9", "host": "api.test", "why": 1})"})
    EXPECT_EQ(refusal({"POST /v1/explain", body}), "422 question") << body;
}

TEST_F(WhatIf, AChangeIsSimulated) {
  const json report = json::parse(
      ask({"POST /v1/simulate", R"({"weights": {"api/us": 100}, "clients": 5000})"}).body);
  ASSERT_EQ(report["services"][0]["service"], "api");
  const json& eu = report["services"][0]["regions"][0];
  EXPECT_NEAR(eu["before"].get<double>(), 0.25, 0.03);
  EXPECT_NEAR(eu["after"].get<double>(), 0.5, 0.03);
  EXPECT_EQ(report["services"][1]["clients_moved"], 0);
}

TEST_F(WhatIf, DrainsAndOutagesAreSimulated) {
  const json drained =
      json::parse(ask({"POST /v1/simulate", R"({"drain": ["eu"], "clients": 500})"}).body);
  EXPECT_EQ(drained["services"][0]["regions"][0]["after"], 0.0);
  const json down =
      json::parse(ask({"POST /v1/simulate", R"({"down": ["api/us"], "clients": 500})"}).body);
  EXPECT_EQ(down["services"][0]["regions"][0]["after"], 1.0);
}

TEST_F(WhatIf, SimulationsAreBounded) {
  for (const char* body :
       {R"({"clients": 100001})", R"({"clients": 0})", R"({"weights": {"mars": 1}})",
        R"({"weights": {"eu": 1001}})", R"({"drain": "eu"})", R"({"why": 1})", "[]"})
    EXPECT_EQ(refusal({"POST /v1/simulate", body}), "422 question") << body;
}

TEST_F(WhatIf, TheControlThreadGoesOnDuringASimulation) {
  test::RawClient slow(port());
  slow.send(text_of({"POST /v1/simulate", R"({"clients": 20000})"}));
  int asked = 0;
  // Each of these needs a turn of both threads.
  for (; asked < 20; ++asked) EXPECT_EQ(ask({"GET /metrics"}).status, 200);
  EXPECT_EQ(slow.receive().status, 200);
}

}  // namespace
}  // namespace meridian::admin
