#include "meridian/core/redis/greeting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/redis/replies.hpp"

namespace meridian::redis {
namespace {

using namespace test;
using testing::HasSubstr;

const std::string kMemory = "# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\n";

class AGreeting : public testing::Test {
 protected:
  // As a good server answers, but for the steps in `instead`.
  Greeted judge(const std::vector<std::pair<Step, Reply>>& instead) const {
    std::vector<Reply> replies;
    for (const GreetingStep& step : greeting(settings_)) {
      Reply reply = good(step.step);
      for (const auto& [other, given] : instead)
        if (other == step.step) reply = given;
      replies.push_back(reply);
    }
    return judge_greeting(settings_, replies, kAsked);
  }
  static Reply good(Step step) {
    switch (step) {
      case Step::role: return list({text("master"), number(0), list({})});
      case Step::slots:
        return list({list({number(0), number(16383), list({text("10.0.0.1"), number(6379)})})});
      case Step::memory: return text(kMemory);
      default: return status("OK");
    }
  }

  GreetingSettings settings_{Mode::standalone, {"edge", "secret"}, 3, "edge-1", "{m}:x"};
};

TEST_F(AGreeting, LogsInFirstAndAsksWhatTheServerIs) {
  std::vector<Words> said;
  for (const GreetingStep& step : greeting(settings_)) said.push_back(step.words);
  EXPECT_EQ(said, (std::vector<Words>{{"AUTH", "edge", "secret"},
                                      {"SELECT", "3"},
                                      {"CLIENT", "SETNAME", "edge-1"},
                                      {"ROLE"},
                                      {"INFO", "memory"},
                                      {"PING"}}));
  settings_ = {Mode::cluster, {"", "secret"}, 0, "", "{m}:x"};
  said.clear();
  for (const GreetingStep& step : greeting(settings_)) said.push_back(step.words);
  EXPECT_EQ(said, (std::vector<Words>{
                      {"AUTH", "secret"}, {"CLUSTER", "SLOTS"}, {"INFO", "memory"}, {"PING"}}));
}

TEST_F(AGreeting, IsWellWhereTheServerIs) {
  const Greeted greeted = judge({});
  EXPECT_FALSE(greeted.refused);
  EXPECT_EQ(greeted.warning, "");
}

TEST_F(AGreeting, TellsAWrongPasswordFirst) {
  const Greeted greeted = judge({{Step::login, error("WRONGPASS invalid")},
                                 {Step::select, error("NOAUTH Authentication required.")},
                                 {Step::ping, error("NOAUTH Authentication required.")}});
  ASSERT_TRUE(greeted.refused);
  EXPECT_THAT(greeted.refused->context, HasSubstr("WRONGPASS"));
}

TEST_F(AGreeting, RefusesAStoreThatThrowsThingsAway) {
  const Greeted greeted =
      judge({{Step::memory, text("maxmemory_policy:allkeys-lru\r\nother:1\r\n")}});
  ASSERT_TRUE(greeted.refused);
  EXPECT_THAT(greeted.refused->context, HasSubstr("noeviction"));
  EXPECT_FALSE(judge({{Step::memory, text("maxmemory_policy:volatile-lru\r\n")}}).refused);
}

TEST_F(AGreeting, OnlyWarnsWhereThePolicyIsNotShown) {
  for (const Reply& reply : {error("NOPERM no"), text("maxmemory:0\r\n")}) {
    const Greeted greeted = judge({{Step::memory, reply}});
    EXPECT_FALSE(greeted.refused);
    EXPECT_THAT(greeted.warning, HasSubstr("maxmemory-policy"));
  }
}

TEST_F(AGreeting, RefusesAReplicaOnlyWhereSentinelNamedIt) {
  const Reply replica = list({text("slave"), text("10.0.0.2"), number(6379)});
  EXPECT_FALSE(judge({{Step::role, replica}}).refused);
  EXPECT_THAT(judge({{Step::role, replica}}).warning, HasSubstr("is a replica"));
  settings_.mode = Mode::sentinel;
  ASSERT_TRUE(judge({{Step::role, replica}}).refused);
  EXPECT_FALSE(judge({{Step::role, error("NOPERM no")}}).refused);
}

TEST_F(AGreeting, GoesToTheNodeThatHasTheSlot) {
  settings_.mode = Mode::cluster;
  settings_.database = 0;
  EXPECT_FALSE(judge({}).elsewhere);
  const Reply other = list({list({number(0), number(16383), list({text("10.0.0.2"), number(1)})})});
  EXPECT_EQ(judge({{Step::slots, other}}).elsewhere, (Address{"10.0.0.2", 1, {}}));
  const Greeted unserved = judge({{Step::slots, list({})}});
  ASSERT_TRUE(unserved.refused);
  EXPECT_THAT(unserved.refused->context, HasSubstr("CLUSTER INFO"));
  EXPECT_TRUE(
      judge({{Step::slots, error("ERR This instance has cluster support disabled")}}).refused);
}

TEST_F(AGreeting, WaitsUntilTheServerHasLoaded) {
  const Greeted greeted = judge({{Step::ping, error("LOADING Redis is loading")}});
  ASSERT_TRUE(greeted.refused);
  EXPECT_TRUE(greeted.refused->retryable);
}

TEST(InfoField, IsFoundByItsWholeName) {
  EXPECT_EQ(info_field("a:1\r\nab:2\r\n", "ab"), "2");
  EXPECT_EQ(info_field("ab:2\n", "a"), std::nullopt);
  EXPECT_EQ(info_field("", "a"), std::nullopt);
}

}  // namespace
}  // namespace meridian::redis
