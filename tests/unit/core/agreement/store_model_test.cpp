#include "meridian/core/agreement/store_model.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/agreement/votes.hpp"

namespace meridian::agreement {
namespace {

using namespace test;

TEST(StoreModel, MostMembersTakeAnUpstreamOut) {
  Cluster five(5);
  five.vote("a", kPath);
  five.vote("b", kPath);
  EXPECT_FALSE(five.out());
  const Answer answer = five.vote("c", kPath);
  EXPECT_TRUE(five.out());
  EXPECT_FALSE(five.out(kUs));
  const Verdict& verdict = answer.verdicts.at(kEu);
  EXPECT_EQ(verdict.since, at(five.now));
  EXPECT_EQ(verdict.down, 3U);
  EXPECT_EQ(verdict.members, 5U);
  EXPECT_EQ(verdict.by, "c");
}

TEST(StoreModel, OneOfTwoIsNoMajority) {
  Cluster two(2);
  two.vote("a", kAnswer);
  EXPECT_FALSE(two.out());
  two.vote("b", kAnswer);
  EXPECT_TRUE(two.out());
}

TEST(StoreModel, OneAloneDecides) {
  Cluster one(1);
  one.vote("a", kPath);
  EXPECT_TRUE(one.out());
  EXPECT_EQ(one.store.verdicts().at(kEu).members, 1U);
}

TEST(StoreModel, WrongAnswersOfMostMakeAnAnswerVerdict) {
  Cluster five(5);
  five.vote("a", kPath);
  five.vote("b", kAnswer);
  five.vote("c", kAnswer);
  EXPECT_EQ(five.store.verdicts().at(kEu).kind, Kind::path);
  const auto since = five.store.verdicts().at(kEu).since;
  five.now += 500;
  five.vote("d", kAnswer);
  EXPECT_EQ(five.store.verdicts().at(kEu).kind, Kind::answer);
  EXPECT_EQ(five.store.verdicts().at(kEu).since, since) << "it is the same outage";
}

TEST(StoreModel, QuorumMayBeANumber) {
  Cluster five(5);
  five.vote("a", {Vote::down, Kind::path, 2});
  EXPECT_FALSE(five.out());
  five.vote("b", {Vote::down, Kind::path, 2});
  EXPECT_TRUE(five.out());
}

TEST(StoreModel, QuorumOfOneLetsBackOnlyWhenNobodyVotesDown) {
  Cluster three(3);
  three.vote("a", {Vote::down, Kind::path, 1});
  EXPECT_TRUE(three.out());
  three.vote("b", {Vote::up, Kind::path, 1});
  EXPECT_TRUE(three.out()) << "else it would go in and out with every report";
  three.vote("a", {Vote::up, Kind::path, 1});
  EXPECT_FALSE(three.out());
}

TEST(StoreModel, QuorumBeyondTheMembersIsAllOfThem) {
  Cluster two(2);
  two.vote("a", {Vote::down, Kind::path, 9});
  EXPECT_FALSE(two.out());
  two.vote("b", {Vote::down, Kind::path, 9});
  EXPECT_TRUE(two.out());
}

TEST(StoreModel, MostFreshVotersLetItBack) {
  Cluster three(3);
  three.vote("a", kPath);
  three.vote("b", kPath);
  ASSERT_TRUE(three.out());
  three.now += 3'000;
  three.vote("a", kUp);
  EXPECT_FALSE(three.out());
  EXPECT_EQ(three.store.verdicts().at(kEu).since, at(three.now)) << "the ramp begins";
}

TEST(StoreModel, WithoutEvidenceOneIsAMemberAndNoVoter) {
  Cluster four(4);
  four.vote("c", kNone);
  four.vote("d", kNone);
  four.vote("a", kPath);
  four.vote("b", kPath);
  EXPECT_FALSE(four.out());
  four.vote("c", kPath);
  EXPECT_TRUE(four.out());
}

TEST(StoreModel, SilenceTakesNothingOut) {
  Cluster five(5);
  five.vote("a", kPath);
  five.vote("b", kPath);
  five.pass(60'000, {"c", "d", "e"});
  five.vote("a", kPath);
  EXPECT_FALSE(five.out()) << "those that are silent count for the quorum";
}

TEST(StoreModel, SilenceLetsNothingBack) {
  Cluster five(5);
  for (const char* edge : {"a", "b", "c"}) five.vote(edge, kPath);
  five.pass(60'000, {"a", "b", "c"});
  EXPECT_TRUE(five.out());
  five.vote("d", kUp);
  EXPECT_FALSE(five.out()) << "an up vote counts where the down votes are old";
}

TEST(StoreModel, EveryEdgeDeadChangesNothing) {
  Cluster five(5);
  for (const char* edge : {"a", "b", "c"}) five.vote(edge, kPath);
  five.now += 3'600'000;
  five.vote("d", kUp);
  EXPECT_TRUE(five.out()) << "after a gap no verdict changes for a lease";
  EXPECT_EQ(five.store.edges().size(), 5U) << "and nobody expires";
}

TEST(StoreModel, SilentMembersAreForgottenAfterTheirTime) {
  Cluster three(3);
  three.pass(597'000, {"c"});
  EXPECT_EQ(three.store.edges().size(), 3U);
  three.pass(10'000, {"c"});
  EXPECT_EQ(three.store.edges().size(), 2U);
}

TEST(StoreModel, FewEdgesExpireInOneReport) {
  Cluster twenty(20);
  std::vector<std::string> dead;
  for (std::size_t i = 1; i < 20; ++i) dead.push_back(Cluster::name(i));
  twenty.pass(6'000, dead);
  const Answer before = twenty.beats("a");
  twenty.now += 1'000;
  const Answer after = twenty.beats("a");
  EXPECT_EQ(before.members - after.members, kExpiriesPerReport);
}

TEST(StoreModel, AnotherProcessOfTheStoreBeginsAnEpochAndIsQuiet) {
  Cluster three(3);
  const Version before = three.store.version();
  three.run = 8;
  three.vote("a", kPath);
  three.vote("b", kPath);
  EXPECT_NE(three.store.version().epoch, before.epoch);
  EXPECT_FALSE(three.out());
  three.pass(6'000);
  three.vote("b", kPath);
  EXPECT_TRUE(three.out());
}

TEST(StoreModel, ClockThatStepsBackIsAGap) {
  Cluster three(3);
  three.vote("a", kPath);
  three.now -= 1'001;
  three.vote("b", kPath);
  EXPECT_FALSE(three.out());
  three.now -= 999;
  three.pass(8'000);
  three.vote("b", kPath);
  EXPECT_TRUE(three.out());
}

TEST(StoreModel, ClockThatStepsAheadIsAGap) {
  Cluster three(3);
  three.run = 8;
  three.beats("a");  // quiet for a lease, while the others are yet to come
  three.opinions.clear();
  three.votes("a", {{kEu, kPath}});
  three.now += 4'900;
  three.votes("a", {{kEu, kPath}});
  three.now += 1'200;
  three.votes("a", {{kEu, kPath}});
  EXPECT_FALSE(three.out());
}

TEST(StoreModel, ChangesNeedWhatTheyRestOn) {
  Cluster two(2);
  Report report = two.next("a");
  report.base = 1;
  report.opinions = {{kEu, kPath}};
  EXPECT_EQ(two.send(report).taken, Taken::send_full);
  report = two.next("a");
  report.run = 2;
  EXPECT_EQ(two.send(report).taken, Taken::send_full) << "of another process";
  report.full = true;
  report.opinions = {{kEu, kPath}};
  EXPECT_EQ(two.send(report).taken, Taken::yes);
}

TEST(StoreModel, LateReportIsStale) {
  Cluster two(2);
  Report late = two.next("a");
  late.sequence = 1;
  late.full = true;
  late.opinions = {{kEu, kPath}};
  const std::size_t events = two.store.events().size();
  EXPECT_EQ(two.send(late).taken, Taken::stale);
  EXPECT_EQ(two.store.events().size(), events);
}

TEST(StoreModel, EdgeThatLeavesIsNoMember) {
  Cluster three(3);
  Report leaving = three.next("c");
  leaving.leaving = true;
  three.send(leaving);
  three.opinions.erase("c");
  EXPECT_EQ(three.store.edges().size(), 2U);
  EXPECT_EQ(three.store.events().back().type, EventType::left);
  three.vote("a", kPath);
  three.vote("b", kPath);
  EXPECT_EQ(three.store.verdicts().at(kEu).members, 2U);
}

TEST(StoreModel, UpstreamThatLeftTheConfigIsForgotten) {
  Cluster one(1);
  one.vote("a", kPath);
  Report full = one.next("a");
  full.full = true;
  full.opinions = {{kUs, kUp}};
  one.send(full);
  EXPECT_FALSE(one.store.verdicts().contains(kEu));
}

TEST(StoreModel, CountsThoseWhoAgree) {
  Cluster three(3);
  Report report = three.next("a");
  report.topology = 5;
  report.shared = 6;
  three.send(report);
  report.edge = "b";
  report.sequence = 0;
  three.send(report);
  report.shared = 7;
  report.edge = "c";
  const Answer answer = three.send(report);
  EXPECT_EQ(answer.members, 3U);
  EXPECT_EQ(answer.same_topology, 3U);
  EXPECT_EQ(answer.agreeing, 1U);
}

TEST(StoreModel, TellsTheFormatThatAllRead) {
  Cluster two(2);
  Report newer = two.next("a");
  newer.format = kFormat + 1;
  EXPECT_EQ(two.send(newer).format, kFormat);
  newer = two.next("b");
  newer.format = kFormat + 1;
  EXPECT_EQ(two.send(newer).format, kFormat + 1);
}

TEST(StoreModel, AnswersVerdictsOnlyToThoseWhoHaveOthers) {
  Cluster two(2);
  EXPECT_FALSE(two.beats("a").brings_verdicts);
  Report old = two.next("a");
  old.known = {};
  EXPECT_TRUE(two.send(old).brings_verdicts);
}

TEST(StoreModel, MembersAreBounded) {
  StoreModel store;
  Report report;
  report.full = true;
  report.run = 1;
  for (std::size_t i = 0; i <= kMembersMax; ++i) {
    report.edge = "edge-" + std::to_string(i);
    report.sequence = i + 1;
    const Taken taken = store.report(report, at(0), 7).taken;
    ASSERT_EQ(taken, i < kMembersMax ? Taken::yes : Taken::refused);
  }
}

}  // namespace
}  // namespace meridian::agreement
