#include "service/admin/latency_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace meridian::admin {
namespace {

using namespace std::chrono_literals;

TEST(LatencyJson, SaysEverything) {
  LatencyStatus status;
  status.edge = "fra";
  status.now = Instant{} + 1h;
  const latency::Reading fresh{12500us, 13000us, 42, status.now - 1500ms};
  const latency::Reading old{90ms, 90ms, 7, status.now - 5min};
  latency::UpstreamLatency measured{UpstreamId{1}, fresh, old, "iad"};
  const latency::FirstByte answers{20ms, 85ms, 300, status.now - 4s};
  status.services = {{"api", {{"eu", measured, answers}, {"us", {}, {}}}}};
  latency::EdgeMeasured own{"fra", {{*geo::Country::parse("DE"), 10ms, 25}}, {}};
  own.rows = {{"api", "eu", fresh}, {"api", "us", old}};
  status.edges = {own};

  const auto json = nlohmann::json::parse(latency_json(status));
  EXPECT_EQ(json["edge"], "fra");
  const auto& service = json["services"][0];
  EXPECT_EQ(service["id"], "api");
  const auto& region = service["regions"][0];
  EXPECT_EQ(region["region"], "eu");
  EXPECT_EQ(region["own"]["steady_ms"], 12.5);
  EXPECT_EQ(region["own"]["measured_ms"], 13.0);
  EXPECT_EQ(region["own"]["samples"], 42);
  EXPECT_EQ(region["own"]["age_seconds"], 1.5);
  EXPECT_EQ(region["own"]["stale"], false);
  EXPECT_EQ(region["nearest_edge"]["edge"], "iad");
  EXPECT_EQ(region["nearest_edge"]["stale"], true);
  EXPECT_EQ(region["first_byte"]["p50_ms"], 20.0);
  EXPECT_EQ(region["first_byte"]["p95_ms"], 85.0);
  EXPECT_EQ(region["first_byte"]["samples"], 300);
  EXPECT_EQ(region["first_byte"]["age_seconds"], 4.0);
  EXPECT_TRUE(service["regions"][1]["own"].is_null());
  EXPECT_TRUE(service["regions"][1]["first_byte"].is_null());
  const auto& place = service["places"][0];
  EXPECT_EQ(place["country"], "DE");
  EXPECT_EQ(place["home"], "eu");
  EXPECT_EQ(place["client_ms"], 10.0);
  EXPECT_EQ(place["regions"][1]["ms"], 100.0);
  EXPECT_EQ(service["suggested_geo"][0]["regions"], (std::vector<std::string>{"eu", "us"}));
}

}  // namespace
}  // namespace meridian::admin
