#include "meridian/core/agreement/scope.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/agreement/votes.hpp"

namespace meridian::agreement {
namespace {

using namespace test;
using health::Health;
using health::HealthReason;

// One upstream as one edge sees it.
struct Case {
  Facts facts;
  Verdict verdict;
  Concern concern;

  explicit Case(Health own, Kind kind = Kind::path, bool out = true) {
    verdict = {out, kind, StoreTime(seconds(5'000)), 3, 5, "b"};
    facts.own.health = own;
    facts.verdict = &verdict;
    facts.verdict_since = second(100);
    facts.return_policy.ramp = milliseconds(30'000);
  }
  Case(const Case&) = delete;
  Joined at(double now) { return join(facts, concern, second(now)); }
  void back(std::int64_t now) {
    verdict.out = false;
    verdict.since += seconds(now - 100);
    facts.verdict_since = second(static_cast<double>(now));
  }
};

TEST(Join, WithoutAVerdictOwnCounts) {
  Case alone(Health::out);
  alone.facts.verdict = nullptr;
  EXPECT_EQ(alone.at(200).health.health, Health::out);
  EXPECT_FALSE(alone.at(200).agreed);
}

TEST(Join, VerdictOfOneEdgeIsNone) {
  Case alone(Health::up);
  alone.verdict.members = 1;
  EXPECT_EQ(alone.at(200).health.health, Health::up);
}

TEST(Join, WrongAnswersConcernEveryEdge) {
  Case edge(Health::up, Kind::answer);
  const Joined joined = edge.at(101);
  EXPECT_EQ(joined.health.health, Health::out);
  EXPECT_EQ(joined.health.since, second(100));
  EXPECT_TRUE(joined.agreed);
}

TEST(Join, PathsDoNotConcernAnEdgeWithGoodEvidence) {
  for (const Health own : {Health::up, Health::degraded}) {
    Case edge(own);
    EXPECT_EQ(edge.at(101).health.health, own);
    EXPECT_FALSE(edge.at(101).agreed);
    edge.back(200);
    EXPECT_EQ(edge.at(201).health.ramp_percent, 100U) << "it never left, and does not come back";
  }
}

TEST(Join, PathsConcernAnEdgeWithoutEvidence) {
  Case edge(Health::unknown);
  EXPECT_TRUE(edge.at(101).agreed);
}

TEST(Join, PathScopeClusterConcernsAll) {
  Case edge(Health::up);
  edge.facts.path_scope = PathScope::cluster;
  EXPECT_EQ(edge.at(101).health.health, Health::out);
}

TEST(Join, OwnDownWinsAtOnce) {
  Case edge(Health::out, Kind::answer, false);
  edge.facts.own.reason = HealthReason::check_failed;
  EXPECT_EQ(edge.at(500).health.health, Health::out);
  EXPECT_EQ(edge.at(500).health.reason, HealthReason::check_failed);
}

TEST(Join, ReturnRampsFromTheTimeOfTheVerdict) {
  Case edge(Health::up, Kind::answer);
  edge.at(101);
  edge.back(200);
  EXPECT_EQ(edge.at(200).health.ramp_percent, 10U);
  EXPECT_EQ(edge.at(206).health.ramp_percent, 30U);
  EXPECT_EQ(edge.at(230).health.ramp_percent, 100U);
  edge.facts.own.ramp_percent = 20;
  EXPECT_EQ(edge.at(230).health.ramp_percent, 20U) << "its own ramp counts as well";
}

TEST(Join, EdgeThatStartsMeanwhileRampsWithTheOthers) {
  Case fresh(Health::up, Kind::answer, false);
  EXPECT_EQ(fresh.at(106).health.ramp_percent, 30U);
}

TEST(Join, SilenceLiftsWhatOwnEvidenceContradicts) {
  Case edge(Health::up, Kind::answer);
  edge.at(101);
  edge.facts.store_silent = true;
  EXPECT_EQ(edge.at(200).health.health, Health::up);
  EXPECT_EQ(edge.at(200).health.ramp_percent, 10U);
  EXPECT_EQ(edge.at(215).health.ramp_percent, 60U);
}

TEST(Join, StaysLiftedWhenTheStoreIsBackWithTheOldVerdict) {
  Case edge(Health::up, Kind::answer);
  edge.facts.store_silent = true;
  edge.at(200);
  edge.facts.store_silent = false;
  EXPECT_EQ(edge.at(240).health.health, Health::up);
  EXPECT_EQ(edge.at(240).health.ramp_percent, 100U);
  edge.back(250);
  EXPECT_EQ(edge.at(250).health.ramp_percent, 100U) << "it has been back for long";
}

TEST(Join, AnotherOutageIsNotLifted) {
  Case edge(Health::up, Kind::answer);
  edge.facts.store_silent = true;
  edge.at(200);
  edge.facts.store_silent = false;
  edge.verdict.since += seconds(200);
  EXPECT_EQ(edge.at(301).health.health, Health::out);
}

TEST(Join, SilenceLiftsNothingWithoutOwnEvidence) {
  for (const Health own : {Health::unknown, Health::out, Health::held}) {
    Case edge(own, Kind::answer);
    edge.facts.store_silent = true;
    EXPECT_FALSE(health::serves(edge.at(900).health.health)) << to_string(own);
  }
}

TEST(Join, LossOfOwnEvidenceEndsTheLift) {
  Case edge(Health::up, Kind::answer);
  edge.facts.store_silent = true;
  edge.at(200);
  edge.facts.own.health = Health::out;
  EXPECT_EQ(edge.at(210).health.health, Health::out);
  edge.facts.own.health = Health::up;
  EXPECT_EQ(edge.at(220).health.ramp_percent, 10U);
}

}  // namespace
}  // namespace meridian::agreement
