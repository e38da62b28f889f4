#include "meridian/core/agreement/shared_health.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/agreement/votes.hpp"

namespace meridian::agreement {
namespace {

using namespace test;
using health::ProbeOutcome;

constexpr UpstreamId kId{4};
constexpr milliseconds kVerdictTtl{60'000};

// From what its check sees to what counts.
struct Observer {
  explicit Observer(const std::string& name) : reporter({name, 1, milliseconds(2'000), {}}) {
    config::HealthCheck check;
    check.fall = check.rise = 1;
    config::ReturnPolicy policy;
    policy.ramp = milliseconds(30'000);
    policy.hold_down_max = milliseconds(60'000);
    health::HealthTable::Upstream upstream{kId, {{EndpointId{0}, {check}}}, 1, policy};
    table.watch({upstream}, second(0));
    shared.watch({{{kId, kEu, {EndpointId{0}}}, PathScope::local, policy}});
  }

  void look(double now) {
    table.apply(EndpointId{0}, 0, {sees, {}, {}}, second(now), 1);
    const auto watched = shared.watched();
    reporter.set_opinions(opinions_of(table, watched, reporter.opinions()), second(now));
  }
  void report(StoreModel& store, double now) {
    const Report report = reporter.make_report(second(now), 0.5);
    reporter.answered(store.report(report, at(static_cast<std::int64_t>(now * 1000)), 1),
                      second(now));
  }
  bool join(double now) {
    return shared.join(table.upstreams(), reporter, kVerdictTtl, second(now));
  }
  bool serves() const { return health::serves(shared.find(kId)->health.health); }

  ProbeOutcome sees = ProbeOutcome::ok;
  bool alive = true;
  health::HealthTable table;
  Reporter reporter;
  SharedHealth shared;
};

class ThreeEdges : public testing::Test {
 protected:
  ThreeEdges() { pass(10); }

  // All look, report and join, each second.
  void pass(int count) {
    for (int i = 0; i < count; ++i) {
      ++now_;
      for (Observer* each : {&a_, &b_, &c_})
        if (each->alive) each->look(now_);
      for (int turn = 0; turn < 2; ++turn)
        for (Observer* each : {&a_, &b_, &c_})
          if (each->alive && store_up_) each->report(store_, now_ + 0.2 * turn);
      for (Observer* each : {&a_, &b_, &c_}) each->join(now_ + 0.5);
    }
  }
  std::string serving() const {
    std::string names;
    for (const auto& [name, edge] : {std::pair("a", &a_), std::pair("b", &b_), std::pair("c", &c_)})
      if (edge->serves()) names += name;
    return names;
  }

  StoreModel store_;
  Observer a_{"a"};
  Observer b_{"b"};
  Observer c_{"c"};
  double now_ = 0;
  bool store_up_ = true;
};

TEST_F(ThreeEdges, OneThatIsCutOffLeavesAlone) {
  a_.sees = ProbeOutcome::timeout;
  pass(3);
  EXPECT_EQ(serving(), "bc");
}

TEST_F(ThreeEdges, TwoThatAreCutOffLeaveAndTheOneWithItsOwnGoodProbeStays) {
  a_.sees = b_.sees = ProbeOutcome::timeout;
  pass(3);
  EXPECT_EQ(serving(), "c");
  EXPECT_TRUE(store_.verdicts().at(kEu).out);
  a_.sees = b_.sees = ProbeOutcome::ok;
  pass(1);
  EXPECT_EQ(serving(), "abc");
  EXPECT_EQ(c_.shared.find(kId)->health.ramp_percent, 100U) << "it never left";
}

TEST_F(ThreeEdges, WrongAnswerSeenByMostTakesItOutEverywhere) {
  a_.sees = b_.sees = ProbeOutcome::bad_status;
  pass(2);
  EXPECT_EQ(serving(), "");
  EXPECT_TRUE(c_.shared.find(kId)->agreed);
  a_.sees = b_.sees = ProbeOutcome::ok;
  pass(1);
  EXPECT_EQ(serving(), "abc");
  EXPECT_EQ(c_.shared.find(kId)->health.ramp_percent, 10U) << "it comes back with the others";
}

TEST_F(ThreeEdges, SilenceFlipsNothing) {
  a_.sees = ProbeOutcome::bad_status;
  pass(2);
  b_.alive = c_.alive = false;
  pass(60);
  EXPECT_FALSE(store_.verdicts().contains(kEu)) << "one of three is no majority, alive or not";
  EXPECT_EQ(serving(), "bc");
}

TEST_F(ThreeEdges, WithoutTheStoreEachActsByItself) {
  a_.sees = b_.sees = ProbeOutcome::bad_status;
  pass(2);
  store_up_ = false;
  a_.sees = ProbeOutcome::ok;
  pass(30);
  EXPECT_EQ(serving(), "") << "what was agreed still counts";
  pass(40);
  EXPECT_EQ(serving(), "ac") << "by their own good probes; b sees it down";
  store_up_ = true;
  b_.sees = ProbeOutcome::ok;
  pass(10);
  EXPECT_EQ(serving(), "abc");
  EXPECT_FALSE(store_.verdicts().at(kEu).out);
}

TEST_F(ThreeEdges, JoinTellsWhetherSomethingCountsThatDidNot) {
  EXPECT_FALSE(a_.join(now_ + 1));
  a_.sees = ProbeOutcome::refused;
  a_.look(now_ + 1);
  EXPECT_TRUE(a_.join(now_ + 1));
  EXPECT_FALSE(a_.join(now_ + 1));
}

TEST(SharedHealth, WhatIsNotWatchedIsNotThere) {
  Observer edge("a");
  edge.join(1);
  EXPECT_NE(edge.shared.find(kId), nullptr);
  edge.shared.watch({});
  edge.join(2);
  EXPECT_EQ(edge.shared.find(kId), nullptr);
}

}  // namespace
}  // namespace meridian::agreement
