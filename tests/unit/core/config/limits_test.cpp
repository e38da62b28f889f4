// Limits, rates and budgets: what is off where nothing is written, and what is read.
#include <gtest/gtest.h>

#include "config_text.hpp"
#include "core/config/rates.hpp"

namespace meridian::config {
namespace {

using namespace std::chrono_literals;

TEST(Limits, AreOffWhereNothingIsWritten) {
  const Config config = parsed(kComplete);
  const Limits& limits = config.limits;
  EXPECT_EQ(limits.connections_per_client, 0U);
  EXPECT_EQ(limits.requests, 0U);
  EXPECT_EQ(limits.requests_per_client, 0U);
  EXPECT_FALSE(limits.rate_per_client.limited());
  EXPECT_EQ(limits.body_bytes, 0U);
  EXPECT_EQ(limits.body_rate_min, 0U);
  EXPECT_EQ(limits.memory, 0U);
  EXPECT_EQ(limits.client_prefixes.v4, 32);
  EXPECT_EQ(limits.client_prefixes.v6, 64);
  EXPECT_EQ(config.timeouts.per_try, 0ms);
  EXPECT_FALSE(config.routes.front().rate_limit.limited());
  EXPECT_FALSE(config.services.front().upstreams.front().limits.any());
  EXPECT_EQ(config.services.front().retry_budget.percent, 20U);
  EXPECT_EQ(config.services.front().retry_budget.min, 3U);
}

TEST(Limits, AreReadAsWritten) {
  const Config config =
      parsed(kListeners + kRegions +
             "services:\n  api:\n    retry_budget: {percent: 50%, min: 0}\n    upstreams:\n"
             "      eu: {endpoints: [\"a:1\"], limits: {connections: 8, pending: 2, requests: 4}}\n"
             "routes: [{service: api, rate_limit: {rate: 30/m}}]\n"
             "limits:\n  connections_per_client: 10\n  requests: 100\n  requests_per_client: 5\n"
             "  rate_per_client: {rate: 100/s, burst: 7}\n  client_prefix_v4: 24\n"
             "  client_prefix_v6: 48\n  body_bytes: 1MiB\n  body_rate_min: 100B\n  memory: 1GiB\n");
  const Limits& limits = config.limits;
  EXPECT_EQ(limits.connections_per_client, 10U);
  EXPECT_EQ(limits.requests, 100U);
  EXPECT_EQ(limits.requests_per_client, 5U);
  EXPECT_EQ(limits.rate_per_client, (traffic::Rate{10ms, 7}));
  EXPECT_EQ(limits.client_prefixes.v4, 24);
  EXPECT_EQ(limits.client_prefixes.v6, 48);
  EXPECT_EQ(limits.body_bytes, 1U << 20);
  EXPECT_EQ(limits.body_rate_min, 100U);
  EXPECT_EQ(limits.memory, 1U << 30);
  EXPECT_EQ(config.routes.front().rate_limit, (traffic::Rate{2s, 1}));
  const UpstreamLimits& upstream = config.services.front().upstreams.front().limits;
  EXPECT_EQ(upstream.connections, 8U);
  EXPECT_EQ(upstream.pending, 2U);
  EXPECT_EQ(upstream.requests, 4U);
  EXPECT_EQ(config.services.front().retry_budget.percent, 50U);
  EXPECT_EQ(config.services.front().retry_budget.min, 0U);
}

TEST(Rates, AreANumberAndAUnit) {
  EXPECT_EQ(parse_rate("1/s"), 1s);
  EXPECT_EQ(parse_rate("1000000/s"), 1us);
  EXPECT_EQ(parse_rate("90/m"), 666'666'666ns);
  EXPECT_EQ(parse_rate("1/h"), 1h);
  for (const char* wrong : {"", "1", "/s", "0/s", "01/s", "1/d", "1/", "-1/s", "1.5/s", "1/s ",
                            "1000001/s", "60000001/m", "99999999999999999999/s"})
    EXPECT_FALSE(parse_rate(wrong)) << wrong;
}

TEST(Rates, ABurstIsThatOfASecondAndAtLeastOne) {
  const auto burst = [](const std::string& rate) {
    return parsed(kListeners + kRegions + "services:\n  api:\n" + kUpstreams +
                  "routes: [{service: api, rate_limit: {rate: " + rate + "}}]\n")
        .routes.front()
        .rate_limit.burst;
  };
  EXPECT_EQ(burst("100/s"), 100U);
  EXPECT_EQ(burst("120/m"), 2U);
  EXPECT_EQ(burst("1/h"), 1U);
  EXPECT_EQ(burst("1000000/s"), 100'000U);
}

}  // namespace
}  // namespace meridian::config
