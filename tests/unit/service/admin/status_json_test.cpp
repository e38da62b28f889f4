#include "service/admin/status_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace meridian::admin {
namespace {

using namespace std::chrono_literals;

Status full_status() {
  Status status;
  status.edge = "edge-1";
  status.version = "0.1.0";
  status.pid = 42;
  status.started = WallTime(std::chrono::duration_cast<WallTime::duration>(1718104496789ms));
  status.now = status.started + 61s;
  status.view_version = 3;
  status.view_digest = 0xab;
  status.local_sequence = 9;
  status.connections = 7;
  status.listeners.push_back({"https", config::ListenerProtocol::https, {"127.0.0.1:8443"}});
  status.geoip = {"/data/geo.mmdb", status.started, std::nullopt, "bad magic"};
  UpstreamStatus upstream;
  upstream.region = "eu";
  upstream.weight = 100;
  upstream.health = health::Health::out;
  upstream.reason = health::HealthReason::connect_failures;
  upstream.since = status.started;
  upstream.in_flight = 4;
  upstream.ramp_percent = 40;
  upstream.held_for = 1500ms;
  EndpointStatus endpoint;
  endpoint.label = "origin.example.com:80";
  endpoint.addresses = {"10.0.0.1:80"};
  endpoint.health.health = health::Health::out;
  endpoint.health.reason = health::HealthReason::connect_failures;
  health::Check check;
  check.state = health::CheckState::down;
  check.probed = true;
  check.last = health::ProbeOutcome::timeout;
  check.last_elapsed = 1500us;
  endpoint.checks.push_back({"http", config::CheckSeverity::critical, check});
  endpoint.checks.push_back({"new", config::CheckSeverity::warn, {}});
  upstream.endpoints.push_back(endpoint);
  status.services.push_back({"api", {upstream}});
  return status;
}

TEST(StatusJson, SaysEverything) {
  const auto json = nlohmann::json::parse(status_json(full_status()));
  EXPECT_EQ(json["edge"], "edge-1");
  EXPECT_EQ(json["uptime_seconds"], 61);
  EXPECT_EQ(json["started"], "2024-06-11T11:14:56.789Z");
  EXPECT_EQ(json["view"]["digest"], "00000000000000ab");
  EXPECT_EQ(json["listeners"][0]["addresses"][0], "127.0.0.1:8443");
  EXPECT_EQ(json["geoip"]["last_error"], "bad magic");
  EXPECT_TRUE(json["geoip"]["loaded_at"].is_null());
  const auto& upstream = json["services"][0]["upstreams"][0];
  EXPECT_EQ(upstream["region"], "eu");
  EXPECT_EQ(upstream["state"], "enabled");
  EXPECT_EQ(upstream["health"], "out");
  EXPECT_EQ(upstream["reason"], "connect_failures");
  EXPECT_EQ(upstream["in_flight"], 4);
  EXPECT_EQ(upstream["ramp_percent"], 40);
  EXPECT_EQ(upstream["held_for_ms"], 1500);
  const auto& endpoint = upstream["endpoints"][0];
  EXPECT_EQ(endpoint["addresses"][0], "10.0.0.1:80");
  EXPECT_EQ(endpoint["checks"][0]["last_result"], "timeout");
  EXPECT_EQ(endpoint["checks"][0]["last_latency_ms"], 1.5);
  EXPECT_EQ(endpoint["checks"][1]["severity"], "warn");
  EXPECT_FALSE(endpoint["checks"][1].contains("last_result"));
}

TEST(StatusJson, BytesThatAreNotUtf8DoNotBreakIt) {
  Status status = full_status();
  status.geoip.last_error = "\xff";
  EXPECT_EQ(nlohmann::json::parse(status_json(status))["geoip"]["last_error"], "\xef\xbf\xbd");
}

TEST(StatusJson, WithoutGeoIpItIsNull) {
  Status status = full_status();
  status.geoip = {};
  EXPECT_TRUE(nlohmann::json::parse(status_json(status))["geoip"].is_null());
}

TEST(Readiness, NamesWhatIsMissing) {
  EXPECT_EQ(missing_of({}), (std::vector<std::string>{"listeners", "geoip", "first_probe_round"}));
  EXPECT_TRUE(missing_of({true, true, true, false}).empty());
  EXPECT_EQ(missing_of({true, true, true, true}), std::vector<std::string>{"not_draining"});
}

}  // namespace
}  // namespace meridian::admin
