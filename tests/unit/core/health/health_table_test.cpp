#include "meridian/core/health/health_table.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/unit/core/health/random_draws.hpp"

namespace meridian::health {
namespace {

using namespace std::chrono_literals;

constexpr UpstreamId kUpstream{7};
constexpr EndpointId kFirst{3};
constexpr EndpointId kSecond{1};
constexpr LiveFailure kConnect = LiveFailure::connect;

config::HealthCheck check_named(const std::string& name,
                                config::CheckSeverity severity = config::CheckSeverity::critical) {
  config::HealthCheck settings;
  settings.name = name;
  settings.severity = severity;
  settings.interval = 2s;
  settings.interval_transition = 500ms;
  settings.interval_down = 5s;
  settings.timeout = 1s;
  return settings;
}

struct Watched {
  HealthTable table;
  Instant now{1h};
  std::uint32_t min_healthy = 1;
  config::ReturnPolicy policy;

  explicit Watched(std::vector<EndpointId> ids, std::vector<config::HealthCheck> checks) {
    watch(std::move(ids), std::move(checks));
  }
  void watch(std::vector<EndpointId> ids, std::vector<config::HealthCheck> checks) {
    HealthTable::Upstream upstream{kUpstream, {}, min_healthy, policy};
    for (const EndpointId id : ids) upstream.endpoints.push_back({id, checks});
    table.watch({upstream}, now);
  }
  bool give(EndpointId id, ProbeOutcome outcome, int times = 1, std::size_t check = 0) {
    bool changed = false;
    for (int i = 0; i < times; ++i) {
      now += 1ms;
      changed = table.apply(id, check, {outcome, 1ms}, now, kNoJitter).changed || changed;
    }
    return changed;
  }
  Health upstream() const { return table.find(kUpstream)->health; }
  HealthReason upstream_reason() const { return table.find(kUpstream)->reason; }
  Health endpoint(EndpointId id) const { return table.find(id)->health; }
  bool fail(EndpointId id, LiveFailure kind) {
    return table.live_failures(id, kind, now, kNoJitter);
  }
};

TEST(HealthTable, StartsUnknownAndKnowsWhenTheFirstRoundIsDone) {
  Watched w({kFirst, kSecond}, {check_named("a")});
  EXPECT_EQ(w.upstream(), Health::unknown);
  EXPECT_FALSE(w.table.first_round_done());
  EXPECT_TRUE(w.give(kFirst, ProbeOutcome::ok));
  EXPECT_FALSE(w.table.first_round_done());
  w.give(kSecond, ProbeOutcome::ok);
  EXPECT_TRUE(w.table.first_round_done());
  EXPECT_EQ(w.upstream(), Health::up);
}

TEST(HealthTable, WithoutChecksTheFirstRoundIsDoneAndHealthIsUnknown) {
  Watched w({kFirst}, {});
  EXPECT_TRUE(w.table.first_round_done());
  EXPECT_EQ(w.upstream(), Health::unknown);
}

TEST(HealthTable, UpstreamIsOutOnlyWhenAllItsEndpointsAre) {
  Watched w({kFirst, kSecond}, {check_named("a")});
  w.give(kFirst, ProbeOutcome::ok);
  w.give(kSecond, ProbeOutcome::ok);
  EXPECT_TRUE(w.give(kFirst, ProbeOutcome::refused, 3));
  EXPECT_EQ(w.endpoint(kFirst), Health::out);
  EXPECT_EQ(w.upstream(), Health::up);
  EXPECT_TRUE(w.give(kSecond, ProbeOutcome::refused, 3));
  EXPECT_EQ(w.upstream(), Health::out);
  EXPECT_EQ(w.upstream_reason(), HealthReason::check_failed);
  EXPECT_EQ(w.table.find(kUpstream)->since, w.now);
  EXPECT_TRUE(w.give(kFirst, ProbeOutcome::ok, 2));
  EXPECT_EQ(w.upstream(), Health::up);
  EXPECT_EQ(w.upstream_reason(), HealthReason::none);
}

TEST(HealthTable, AllCriticalChecksMustBeUp) {
  Watched w({kFirst}, {check_named("a"), check_named("b")});
  w.give(kFirst, ProbeOutcome::ok, 1, 0);
  EXPECT_EQ(w.endpoint(kFirst), Health::unknown);
  w.give(kFirst, ProbeOutcome::ok, 1, 1);
  EXPECT_EQ(w.endpoint(kFirst), Health::up);
  w.give(kFirst, ProbeOutcome::bad_status, 3, 1);
  EXPECT_EQ(w.endpoint(kFirst), Health::out);
  w.give(kFirst, ProbeOutcome::ok, 5, 0);
  EXPECT_EQ(w.endpoint(kFirst), Health::out);
}

TEST(HealthTable, WarnChecksNeverTakeOutButAreSeen) {
  Watched w({kFirst}, {check_named("a"), check_named("new", config::CheckSeverity::warn)});
  w.give(kFirst, ProbeOutcome::ok);
  EXPECT_EQ(w.endpoint(kFirst), Health::up);
  EXPECT_FALSE(w.table.first_round_done());
  EXPECT_FALSE(w.give(kFirst, ProbeOutcome::timeout, 10, 1));
  EXPECT_EQ(w.upstream(), Health::up);
  EXPECT_EQ(w.table.checks(kFirst)[1].state, CheckState::down);
  EXPECT_TRUE(w.table.first_round_done());
  EXPECT_EQ(w.table.find(kFirst)->last, ProbeOutcome::ok);
}

TEST(HealthTable, ConnectFailuresTakeTheOnlyEndpointAndItsUpstreamOutAtOnce) {
  Watched w({kFirst}, {check_named("a")});
  w.give(kFirst, ProbeOutcome::ok, 10);
  EXPECT_TRUE(w.table.live_failures(kFirst, kConnect, w.now, kNoJitter));
  EXPECT_EQ(w.endpoint(kFirst), Health::out);
  EXPECT_EQ(w.upstream(), Health::out);
  EXPECT_EQ(w.upstream_reason(), HealthReason::connect_failures);
  EXPECT_FALSE(w.table.live_failures(kFirst, kConnect, w.now, kNoJitter));
}

TEST(HealthTable, ConnectFailuresOfOneOfTwoEndpointsLeaveTheUpstreamUp) {
  Watched w({kFirst, kSecond}, {check_named("a")});
  w.give(kFirst, ProbeOutcome::ok);
  w.give(kSecond, ProbeOutcome::ok);
  EXPECT_TRUE(w.table.live_failures(kFirst, kConnect, w.now, kNoJitter));
  EXPECT_EQ(w.endpoint(kFirst), Health::out);
  EXPECT_EQ(w.upstream(), Health::up);
  EXPECT_TRUE(w.table.live_failures(kSecond, kConnect, w.now, kNoJitter));
  EXPECT_EQ(w.upstream(), Health::out);
}

TEST(HealthTable, ConnectFailuresAreLiftedByRiseSuccesses) {
  Watched w({kFirst}, {check_named("a")});
  w.give(kFirst, ProbeOutcome::ok, 10);
  w.table.live_failures(kFirst, kConnect, w.now, kNoJitter);
  EXPECT_FALSE(w.give(kFirst, ProbeOutcome::ok));
  EXPECT_FALSE(w.table.advance(w.now + 1h));
  EXPECT_EQ(w.upstream(), Health::out);
  EXPECT_TRUE(w.give(kFirst, ProbeOutcome::ok));
  EXPECT_EQ(w.upstream(), Health::up);
  EXPECT_TRUE(w.table.live_failures(kFirst, kConnect, w.now, kNoJitter));
}

TEST(HealthTable, ConnectFailuresWithoutChecksExpire) {
  Watched w({kFirst}, {check_named("seen", config::CheckSeverity::warn)});
  EXPECT_TRUE(w.table.live_failures(kFirst, kConnect, w.now, kNoJitter));
  EXPECT_EQ(w.upstream(), Health::out);
  EXPECT_FALSE(w.table.advance(w.now + kEjection - 1ms));
  EXPECT_TRUE(w.table.advance(w.now + kEjection));
  EXPECT_EQ(w.upstream(), Health::unknown);
  EXPECT_FALSE(w.table.advance(w.now + 1h));
}

TEST(HealthTable, LaterConnectFailuresProlongAVerdictThatExpires) {
  Watched w({kFirst}, {});
  w.table.live_failures(kFirst, kConnect, w.now, kNoJitter);
  w.table.live_failures(kFirst, kConnect, w.now + 4s, kNoJitter);
  EXPECT_FALSE(w.table.advance(w.now + kEjection));
  EXPECT_TRUE(w.table.advance(w.now + 4s + kEjection));
}

TEST(HealthTable, ConnectFailuresOfAnEndpointThatLeftAreIgnored) {
  Watched w({kFirst}, {check_named("a")});
  EXPECT_FALSE(w.table.live_failures(EndpointId{99}, kConnect, w.now, kNoJitter));
}

TEST(HealthTable, UnresolvedNamesAreTheReasonWhereNothingElseFailed) {
  Watched w({kFirst}, {check_named("a")});
  w.give(kFirst, ProbeOutcome::unresolved);
  EXPECT_EQ(w.upstream_reason(), HealthReason::unresolved);
  EXPECT_TRUE(w.give(kFirst, ProbeOutcome::refused));
  EXPECT_EQ(w.upstream_reason(), HealthReason::check_failed);
}

TEST(HealthTable, WatchKeepsTheStateOfWhatStays) {
  Watched w({kFirst, kSecond}, {check_named("a"), check_named("b")});
  w.give(kFirst, ProbeOutcome::refused, 3, 0);
  w.give(kFirst, ProbeOutcome::ok, 1, 1);
  const Instant since = w.table.checks(kFirst)[0].since;
  w.now += 1h;
  w.watch({kFirst}, {check_named("b"), check_named("a")});
  EXPECT_EQ(w.endpoint(kFirst), Health::out);
  EXPECT_EQ(w.table.checks(kFirst)[1].since, since);
  EXPECT_EQ(w.table.checks(kFirst)[0].state, CheckState::up);
  EXPECT_EQ(w.table.find(kSecond), nullptr);
  EXPECT_TRUE(w.table.checks(kSecond).empty());
  EXPECT_EQ(w.upstream(), Health::out);  // the only endpoint left
}

TEST(HealthTable, WatchKeepsAPassiveVerdict) {
  Watched w({kFirst}, {});
  w.table.live_failures(kFirst, kConnect, w.now, kNoJitter);
  w.watch({kFirst}, {});
  EXPECT_EQ(w.upstream(), Health::out);
  EXPECT_TRUE(w.table.advance(w.now + kEjection));
}

TEST(HealthTable, CountsTransitionsToUpAndOut) {
  Watched w({kFirst}, {check_named("a")});
  EXPECT_EQ(w.table.transitions(kUpstream), 0U);
  w.give(kFirst, ProbeOutcome::ok);
  w.give(kFirst, ProbeOutcome::refused, 3);
  w.give(kFirst, ProbeOutcome::ok, 2);
  EXPECT_EQ(w.table.transitions(kUpstream), 3U);
}

TEST(HealthTable, ListsAreSortedById) {
  Watched w({kFirst, kSecond}, {check_named("a")});
  const auto endpoints = w.table.endpoints();
  ASSERT_EQ(endpoints.size(), 2U);
  EXPECT_EQ(endpoints[0].id, kSecond);
  EXPECT_EQ(endpoints[1].id, kFirst);
  ASSERT_EQ(w.table.upstreams().size(), 1U);
}

TEST(HealthTable, FewerEndpointsThanMinHealthyPutTheUpstreamOut) {
  const EndpointId third{9};
  Watched w({kFirst, kSecond, third}, {check_named("a")});
  w.min_healthy = 2;
  w.watch({kFirst, kSecond, third}, {check_named("a")});
  for (const EndpointId id : {kFirst, kSecond, third}) w.give(id, ProbeOutcome::ok);
  w.give(kFirst, ProbeOutcome::timeout, 3);
  EXPECT_EQ(w.upstream(), Health::up);
  w.give(kSecond, ProbeOutcome::timeout, 3);
  EXPECT_EQ(w.upstream(), Health::out);
  EXPECT_EQ(w.upstream_reason(), HealthReason::too_few_endpoints);
  EXPECT_EQ(w.endpoint(third), Health::up);
}

TEST(HealthTable, GatewayErrorsDegradeTheOnlyEndpointForAWhile) {
  Watched w({kFirst}, {check_named("a")});
  w.give(kFirst, ProbeOutcome::ok);
  EXPECT_TRUE(w.fail(kFirst, LiveFailure::gateway_error));
  EXPECT_EQ(w.upstream(), Health::degraded);
  EXPECT_EQ(w.upstream_reason(), HealthReason::gateway_errors);
  w.give(kFirst, ProbeOutcome::ok, 5);
  EXPECT_EQ(w.upstream(), Health::degraded);
  EXPECT_TRUE(w.table.advance(w.now + kEjection));
  EXPECT_EQ(w.upstream(), Health::up);
  EXPECT_EQ(w.table.ejections(kUpstream), 1U);
}

TEST(HealthTable, GatewayErrorsEjectOneOfSeveralAndDegradeBeyondHalf) {
  Watched w({kFirst, kSecond}, {check_named("a")});
  w.fail(kFirst, LiveFailure::gateway_error);
  EXPECT_EQ(w.endpoint(kFirst), Health::out);
  w.fail(kSecond, LiveFailure::gateway_error);
  EXPECT_EQ(w.endpoint(kSecond), Health::degraded);
  EXPECT_EQ(w.upstream(), Health::degraded);
}

TEST(HealthTable, ResetsEjectAtMostHalfOfTheEndpointsForAWhile) {
  const std::vector<EndpointId> ids{EndpointId{0}, EndpointId{1}, EndpointId{2}, EndpointId{3}};
  Watched w(ids, {check_named("a")});
  for (const EndpointId id : ids) w.give(id, ProbeOutcome::ok);
  int out = 0;
  for (const EndpointId id : ids) out += w.fail(id, LiveFailure::broken) ? 1 : 0;
  EXPECT_EQ(out, 2);
  EXPECT_EQ(w.upstream(), Health::up);
  w.give(ids[0], ProbeOutcome::ok, 10);
  EXPECT_EQ(w.endpoint(ids[0]), Health::out);  // the checks never saw what clients met
  EXPECT_TRUE(w.table.advance(w.now + kEjection));
  EXPECT_EQ(w.endpoint(ids[0]), Health::up);
}

TEST(HealthTable, ChecksThatFailedAndAreUpAgainEndAnEjection) {
  Watched w({kFirst, kSecond}, {check_named("a")});
  w.give(kFirst, ProbeOutcome::ok);
  w.fail(kFirst, LiveFailure::broken);
  w.give(kFirst, ProbeOutcome::refused, 3);
  w.give(kFirst, ProbeOutcome::ok, 2);
  EXPECT_EQ(w.endpoint(kFirst), Health::up);
}

TEST(HealthTable, ResetsPutTheOnlyEndpointOutUntilItsChecksAreUp) {
  Watched w({kFirst}, {check_named("a")});
  w.give(kFirst, ProbeOutcome::ok);
  EXPECT_TRUE(w.fail(kFirst, LiveFailure::broken));
  EXPECT_EQ(w.upstream(), Health::out);
  EXPECT_EQ(w.upstream_reason(), HealthReason::live_failures);
  w.give(kFirst, ProbeOutcome::ok, 2);
  EXPECT_EQ(w.upstream(), Health::up);
}

TEST(HealthTable, ConnectFailuresOutweighGatewayErrors) {
  Watched w({kFirst}, {check_named("a")});
  w.fail(kFirst, LiveFailure::gateway_error);
  EXPECT_TRUE(w.fail(kFirst, kConnect));
  EXPECT_FALSE(w.fail(kFirst, LiveFailure::gateway_error));
  EXPECT_EQ(w.upstream_reason(), HealthReason::connect_failures);
}

TEST(HealthTable, KnowsWhichUpstreamsAcceptNoConnection) {
  Watched w({kFirst, kSecond}, {check_named("a")});
  w.give(kFirst, ProbeOutcome::refused);
  w.give(kSecond, ProbeOutcome::bad_status);
  EXPECT_EQ(w.upstream(), Health::out);
  EXPECT_FALSE(w.table.find(kUpstream)->refused);
  EXPECT_TRUE(w.give(kSecond, ProbeOutcome::refused));
  EXPECT_TRUE(w.table.find(kUpstream)->refused);
}

TEST(HealthTable, AReturnRampsAndASecondOutageIsHeld) {
  Watched w({kFirst}, {check_named("a")});
  w.policy = {.ramp = 30s, .hold_down = 10s, .hold_down_max = 5min};
  w.watch({kFirst}, {check_named("a")});
  w.give(kFirst, ProbeOutcome::ok);
  EXPECT_EQ(w.table.find(kUpstream)->ramp_percent, 100U);
  w.give(kFirst, ProbeOutcome::refused, 3);
  w.give(kFirst, ProbeOutcome::ok, 2);
  EXPECT_EQ(w.upstream(), Health::up);
  EXPECT_EQ(w.table.find(kUpstream)->ramp_percent, 10U);
  EXPECT_TRUE(w.table.advance(w.now + 3s));
  EXPECT_EQ(w.table.find(kUpstream)->ramp_percent, 20U);
  w.give(kFirst, ProbeOutcome::refused, 3);
  w.give(kFirst, ProbeOutcome::ok, 2);
  EXPECT_EQ(w.upstream(), Health::held);
  EXPECT_EQ(w.upstream_reason(), HealthReason::flapping);
  EXPECT_EQ(w.table.find(kUpstream)->held_until, w.now + 10s);
  EXPECT_FALSE(w.table.advance(w.now + 9s));
  EXPECT_TRUE(w.table.advance(w.now + 10s));
  EXPECT_EQ(w.upstream(), Health::up);
}

TEST(HealthTable, ManualFailbackWaitsForAnOperator) {
  Watched w({kFirst}, {check_named("a")});
  w.policy.failback = config::Failback::manual;
  w.watch({kFirst}, {check_named("a")});
  w.give(kFirst, ProbeOutcome::refused);
  w.give(kFirst, ProbeOutcome::ok, 2);
  EXPECT_EQ(w.upstream(), Health::held);
  EXPECT_EQ(w.upstream_reason(), HealthReason::awaiting_operator);
  EXPECT_FALSE(w.table.advance(w.now + 24h));
  EXPECT_FALSE(w.table.readmit(UpstreamId{99}, w.now));
  EXPECT_TRUE(w.table.readmit(kUpstream, w.now));
  EXPECT_EQ(w.upstream(), Health::up);
}

// Windows of live traffic.
struct Paced : Watched {
  Paced() : Watched({kFirst}, {check_named("a")}) { give(kFirst, ProbeOutcome::ok); }
  bool pace(Pace pace) { return table.paced(kUpstream, pace, now += 5s, kNoJitter); }
};

TEST(HealthTable, SlowAnswersDegradeAnUpstreamUntilTheyAreFine) {
  Paced p;
  EXPECT_FALSE(p.pace(Pace::slow));
  EXPECT_TRUE(p.pace(Pace::slow));
  EXPECT_EQ(p.upstream(), Health::degraded);
  EXPECT_EQ(p.upstream_reason(), HealthReason::slow_answers);
  EXPECT_EQ(p.table.ejections(kUpstream), 1U);
  EXPECT_FALSE(p.pace(Pace::fine));
  EXPECT_TRUE(p.pace(Pace::fine));
  EXPECT_EQ(p.upstream(), Health::up);
  EXPECT_EQ(p.upstream_reason(), HealthReason::none);
}

TEST(HealthTable, AnUpstreamThatIsSlowIsTriedAgainByItself) {
  Paced p;
  p.pace(Pace::slow);
  p.pace(Pace::slow);
  EXPECT_FALSE(p.table.advance(p.now + 29s));
  EXPECT_TRUE(p.table.advance(p.now + 30s));
  EXPECT_EQ(p.upstream(), Health::up);
}

// Whatever happens, the joined health follows from its parts.
TEST(HealthTableProperty, JoinedHealthFollowsFromChecksAndPassiveVerdicts) {
  std::mt19937_64 random(7);
  const std::vector<EndpointId> ids{kFirst, kSecond, EndpointId{9}};
  for (int world = 0; world < 300; ++world) {
    Watched w(ids, {check_named("a"), check_named("w", config::CheckSeverity::warn)});
    for (int i = 0; i < 200; ++i) {
      const EndpointId id = ids[random() % ids.size()];
      if (random() % 20 == 0) {
        w.table.live_failures(id, kConnect, w.now, kNoJitter);
      } else {
        w.give(id, random() % 3 == 0 ? ProbeOutcome::timeout : ProbeOutcome::ok, 1, random() % 2);
      }
      int out = 0;
      for (const EndpointId e : ids) {
        const bool down = w.table.checks(e)[0].state == CheckState::down;
        ASSERT_EQ(w.endpoint(e) == Health::out, down);
        out += down ? 1 : 0;
      }
      ASSERT_EQ(w.upstream() == Health::out, out == 3);
    }
  }
}

}  // namespace
}  // namespace meridian::health
