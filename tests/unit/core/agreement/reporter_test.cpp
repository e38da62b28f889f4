#include "meridian/core/agreement/reporter.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/agreement/votes.hpp"

namespace meridian::agreement {
namespace {

using namespace test;

struct Pair {
  Reporter reporter{{"a", 1, milliseconds(2'000), {}}};
  StoreModel store;

  // A report that arrives, and its answer as well.
  Report exchange(double now) {
    const Report report = reporter.make_report(second(now), 0.5);
    reporter.answered(store.report(report, at(static_cast<std::int64_t>(now * 1000)), 7),
                      second(now));
    return report;
  }
};

TEST(Reporter, JoinsWithAllItThinksAndThenTellsChanges) {
  Pair pair;
  pair.reporter.set_opinions({{kEu, kUp}, {kUs, kUp}}, second(1));
  EXPECT_TRUE(pair.exchange(1).full);
  const Report beat = pair.exchange(3);
  EXPECT_FALSE(beat.full);
  EXPECT_TRUE(beat.opinions.empty());
  pair.reporter.set_opinions({{kEu, kPath}, {kUs, kUp}}, second(4));
  EXPECT_EQ(pair.exchange(4).opinions, (Opinions{{kEu, kPath}}));
}

TEST(Reporter, ChangeIsDueAtOnceButNotTooSoon) {
  Pair pair;
  pair.exchange(1);
  EXPECT_EQ(pair.reporter.due(), second(3));
  pair.reporter.set_opinions({{kEu, kPath}}, second(1.03));
  EXPECT_EQ(pair.reporter.due(), second(1) + kReportGapMin);
  pair.exchange(1.1);
  pair.reporter.set_opinions({{kEu, kUp}}, second(1.9));
  EXPECT_EQ(pair.reporter.due(), second(1.9));
}

TEST(Reporter, OneReportIsUnderWayAtATime) {
  Pair pair;
  pair.reporter.make_report(second(1), 0.5);
  pair.reporter.set_opinions({{kEu, kPath}}, second(1.5));
  EXPECT_FALSE(pair.reporter.due().has_value());
  pair.reporter.failed(second(2));
  EXPECT_EQ(pair.reporter.due(), second(1.5));
}

TEST(Reporter, CarriesAVoteAgainstTheVerdictUntilItIsHeard) {
  Pair pair;
  pair.reporter.set_opinions({{kEu, kPath}}, second(1));
  pair.exchange(1);  // the store is quiet for a lease
  EXPECT_EQ(pair.exchange(3).opinions.size(), 1U);
  pair.exchange(5);
  pair.exchange(7.5);
  ASSERT_TRUE(pair.reporter.verdicts().at(kEu).out);
  EXPECT_TRUE(pair.exchange(9).opinions.empty());
}

TEST(Reporter, SendsAllAfterTheStoreLostIt) {
  Pair pair;
  pair.reporter.set_opinions({{kEu, kUp}}, second(1));
  pair.exchange(1);
  pair.store = StoreModel();
  EXPECT_FALSE(pair.exchange(3).full);
  EXPECT_EQ(pair.reporter.due(), second(3) + kReportGapMin);
  EXPECT_TRUE(pair.exchange(3.2).full);
  EXPECT_EQ(pair.store.edges().size(), 1U);
}

TEST(Reporter, LostAnswerIsMadeGood) {
  Pair pair;
  pair.reporter.set_opinions({{kEu, kUp}}, second(1));
  pair.exchange(1);
  pair.reporter.set_opinions({{kEu, kPath}}, second(2));
  pair.store.report(pair.reporter.make_report(second(2), 0.5), at(2'000), 7);
  pair.reporter.failed(second(3));
  pair.exchange(4);
  const Report again = pair.exchange(5);
  EXPECT_TRUE(again.full);
  EXPECT_EQ(pair.reporter.last_answer()->taken, Taken::yes);
}

TEST(Reporter, WhatLeftTheConfigIsToldByAFullReport) {
  Pair pair;
  pair.reporter.set_opinions({{kEu, kUp}, {kUs, kUp}}, second(1));
  pair.exchange(1);
  pair.reporter.set_opinions({{kEu, kUp}}, second(2));
  EXPECT_TRUE(pair.exchange(2).full);
}

TEST(Reporter, OlderVersionOfTheSameEpochIsNotTaken) {
  Pair pair;
  Answer answer;
  answer.version = {"e", 5};
  answer.brings_verdicts = true;
  answer.verdicts = {{kEu, {true, Kind::path, at(0), 2, 3, "b"}}};
  pair.reporter.make_report(second(1), 0.5);
  EXPECT_TRUE(pair.reporter.answered(answer, second(1)));
  answer.version = {"e", 4};
  answer.verdicts.clear();
  pair.reporter.make_report(second(2), 0.5);
  EXPECT_FALSE(pair.reporter.answered(answer, second(2)));
  EXPECT_TRUE(pair.reporter.verdicts().at(kEu).out);
  answer.version = {"f", 1};
  pair.reporter.make_report(second(3), 0.5);
  EXPECT_TRUE(pair.reporter.answered(answer, second(3))) << "another epoch has its own numbers";
}

TEST(Reporter, AnswerIsAsOldAsItsReport) {
  Pair pair;
  EXPECT_FALSE(pair.reporter.heard_at().has_value());
  const Report report = pair.reporter.make_report(second(1), 0.5);
  pair.reporter.answered(pair.store.report(report, at(0), 7), second(4));
  EXPECT_EQ(pair.reporter.heard_at(), second(1));
}

}  // namespace
}  // namespace meridian::agreement
