#include "meridian/io/probe/prober.hpp"
#include "meridian/core/routing/build_view.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "probing.hpp"
#include "silent_server.hpp"
#include "tests/support/scripted_origin.hpp"

namespace meridian::probe {
namespace {

using namespace std::chrono_literals;
using health::Health;
using health::ProbeOutcome;
using test::ScriptedOrigin;
using Clock = std::chrono::steady_clock;

struct Switchable {
  std::atomic<bool> good{true};
  ScriptedOrigin origin{[this](const auto&) {
    return good ? ScriptedOrigin::ok("fine")
                : ScriptedOrigin::Reply{"HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n", true};
  }};
};

TEST(Prober, GoesUpThenOutThenBack) {
  Switchable s;
  Probing probing(one_endpoint(s.origin.port(), quick_check()));
  EXPECT_EQ(probing.upstream_health(), Health::unknown);
  EXPECT_TRUE(probing.run_until([&] { return probing.upstream_health() == Health::up; }));
  const int changes = probing.changes();
  EXPECT_GE(changes, 1);
  s.good = false;
  EXPECT_TRUE(probing.run_until([&] { return probing.upstream_health() == Health::out; }));
  s.good = true;
  EXPECT_TRUE(probing.run_until([&] { return probing.upstream_health() == Health::up; }));
  EXPECT_EQ(probing.changes(), changes + 2);
}

TEST(Prober, TellsWhenTheFirstRoundIsDoneAndForgetsItNever) {
  Switchable s;
  config::Upstream upstream = one_endpoint(s.origin.port(), quick_check());
  Probing probing(upstream);
  EXPECT_FALSE(probing.prober().first_round_done());
  EXPECT_TRUE(probing.run_until([&] { return probing.prober().first_round_done(); }));
  upstream.endpoints.push_back({"127.0.0.2", s.origin.port()});
  probing.watch(upstream);
  EXPECT_TRUE(probing.prober().first_round_done());
}

TEST(Prober, DoesNotProbeBeforeAnAddressIsKnown) {
  Switchable s;
  config::Upstream upstream = one_endpoint(s.origin.port(), quick_check());
  Probing probing(upstream);
  upstream.endpoints.push_back({"late.example.com", s.origin.port()});
  probing.watch(upstream);  // its address is not told
  EXPECT_TRUE(probing.run_until([&] { return probing.prober().results(ProbeOutcome::ok) >= 5; }));
  EXPECT_FALSE(probing.prober().table().checks(probing.endpoint(1))[0].probed);
  probing.resolve();
  EXPECT_TRUE(probing.run_until(
      [&] { return probing.prober().table().checks(probing.endpoint(1))[0].probed; }));
}

TEST(Prober, AnEndpointWithoutAddressesIsUnresolved) {
  config::Upstream upstream = one_endpoint(80, quick_check());
  Probing probing(upstream);
  const std::vector<routing::ResolvedEndpoint> none{{probing.endpoint(0), {}}};
  probing.prober().use_addresses(none);
  EXPECT_EQ(probing.first_outcome(), ProbeOutcome::unresolved);
  EXPECT_EQ(probing.upstream_health(), Health::out);
}

TEST(Prober, ConnectFailuresPutOutAtOnceAndChecksBringBack) {
  Switchable s;
  config::HealthCheck check = quick_check();
  check.interval = 1h;  // the next probe comes because of the report
  Probing probing(one_endpoint(s.origin.port(), check));
  EXPECT_TRUE(probing.run_until([&] { return probing.upstream_health() == Health::up; }));
  const int changes = probing.changes();
  probing.prober().live_failures(probing.endpoint(0), health::LiveFailure::connect);
  EXPECT_EQ(probing.upstream_health(), Health::out);
  EXPECT_EQ(probing.changes(), changes + 1);
  probing.prober().live_failures(EndpointId{999}, health::LiveFailure::connect);
  EXPECT_TRUE(probing.run_until([&] { return probing.upstream_health() == Health::up; }));
}

// The time of the hold-down alone: no check reports meanwhile.
TEST(Prober, AHoldDownEndsByItself) {
  Switchable s;
  config::Upstream upstream = one_endpoint(s.origin.port(), quick_check());
  upstream.return_policy = {.ramp = 0s, .hold_down = 1s, .hold_down_max = 1min};
  Probing probing(upstream);
  for (int outage = 0; outage < 2; ++outage) {
    EXPECT_TRUE(probing.run_until([&] { return probing.upstream_health() == Health::up; }));
    probing.prober().live_failures(probing.endpoint(0), health::LiveFailure::connect);
    EXPECT_EQ(probing.upstream_health(), Health::out);
  }
  EXPECT_TRUE(probing.run_until([&] { return probing.upstream_health() == Health::held; }));
  EXPECT_TRUE(probing.run_until([&] { return probing.upstream_health() == Health::up; }));
}

// interval 500 ms, rise 2: the longest way back is one interval_down, one interval_transition and
// their jitter.
TEST(Prober, IsBackWithinTwoSecondsAfterThePortListens) {
  Switchable s;
  s.good = false;
  config::HealthCheck check = quick_check();
  check.interval = check.interval_transition = check.interval_down = 500ms;
  Probing probing(one_endpoint(s.origin.port(), check));
  EXPECT_TRUE(probing.run_until([&] { return probing.upstream_health() == Health::out; }));
  const auto opened = Clock::now();
  s.good = true;
  EXPECT_TRUE(probing.run_until([&] { return probing.upstream_health() == Health::up; }));
  EXPECT_LE(Clock::now() - opened, 2s);
}

TEST(Prober, ADeadOriginIsOutWithinASecondOfItsFirstFailedProbe) {
  Switchable s;
  Probing probing(one_endpoint(s.origin.port(), quick_check()));
  EXPECT_TRUE(probing.run_until([&] { return probing.upstream_health() == Health::up; }));
  s.origin.stop();
  const auto failures = [&] { return probing.prober().table().checks(probing.endpoint(0))[0]; };
  EXPECT_TRUE(probing.run_until([&] { return failures().failures > 0; }));
  const auto first = Clock::now();
  EXPECT_TRUE(probing.run_until([&] { return probing.upstream_health() == Health::out; }));
  EXPECT_LE(Clock::now() - first, 1s);
}

// R7: what is known of the way to a region does not depend on traffic.
TEST(Prober, KeepsMeasuringARegionThatNobodyUses) {
  ScriptedOrigin origin([](const auto&) { return ScriptedOrigin::ok("up"); });
  Probing probing(one_endpoint(origin.port(), quick_check()));
  probing.resolve();
  const auto samples = [&] {
    const auto rows = probing.prober().latency().rows();
    return rows.at(0).own ? rows.at(0).own->samples : 0;
  };
  ASSERT_TRUE(probing.run_until([&] { return samples() != 0; }));
  const std::uint64_t first = samples();
  EXPECT_TRUE(probing.run_until([&] { return samples() >= first + 10; }));
}

TEST(Prober, WatchKeepsTheStateOfWhatStaysAndStopsWhatLeaves) {
  Switchable s;
  config::Upstream upstream = one_endpoint(s.origin.port(), quick_check());
  SilentServer other;
  upstream.endpoints.push_back({"127.0.0.1", other.port()});
  upstream.health_checks[0].type = config::CheckType::http;
  Probing probing(upstream);
  EXPECT_TRUE(probing.run_until([&] { return probing.upstream_health() == Health::up; }));
  const EndpointId leaving = probing.endpoint(1);
  upstream.endpoints.pop_back();
  probing.watch(upstream);
  EXPECT_EQ(probing.upstream_health(), Health::up);
  EXPECT_EQ(probing.prober().table().find(leaving), nullptr);
  const auto before = probing.prober().results(ProbeOutcome::ok);
  EXPECT_TRUE(
      probing.run_until([&] { return probing.prober().results(ProbeOutcome::ok) > before + 2; }));
}

// The condition blocks the thread for longer than a late loop may be: what a probe in flight saw
// meanwhile does not count.
TEST(Prober, ResultsTakenWhileTheLoopWasLateAreDiscarded) {
  Switchable s;
  Probing probing(one_endpoint(s.origin.port(), quick_check()));
  std::size_t seen = 0;
  EXPECT_TRUE(probing.run_until([&] {
    const std::size_t requests = s.origin.requests().size();
    const auto late = Clock::now() + (requests > seen ? 200ms : 0ms);
    while (Clock::now() < late) {
    }
    seen = requests;
    return probing.prober().discarded() > 0;
  }));
  EXPECT_GE(probing.prober().loop_lag(), 100ms);
  EXPECT_TRUE(probing.run_until([&] { return probing.upstream_health() == Health::up; }));
}

TEST(Prober, MayBeDroppedWithProbesInFlight) {
  SilentServer server;
  Probing probing(one_endpoint(server.port(), quick_check()));
  probing.run_for_a_turn();
  probing.drop();
  probing.run_for_a_turn();
}

TEST(Prober, MoreEndpointsThanSlotsAreAllProbed) {
  SilentServer server;
  config::Upstream upstream = one_endpoint(server.port(), quick_check(config::CheckType::tcp));
  upstream.health_checks[0].interval = 1h;
  upstream.endpoints.clear();
  for (int i = 0; i < 64; ++i) {
    upstream.endpoints.push_back({"127.0.0." + std::to_string(i + 1), server.port()});
  }
  for (int i = 0; i < 6; ++i) {  // 448 probes, more than kProbesInFlightMax
    upstream.health_checks.push_back(upstream.health_checks[0]);
    upstream.health_checks.back().name = "check-" + std::to_string(i);
  }
  Probing probing(upstream);
  EXPECT_TRUE(probing.run_until([&] { return probing.prober().first_round_done(); }));
}

}  // namespace
}  // namespace meridian::probe
