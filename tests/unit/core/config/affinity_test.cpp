#include "meridian/core/config/affinity.hpp"

#include "config_text.hpp"

namespace meridian::config {
namespace {

Config with(const std::string& affinity, const std::string& routes = kRoutes) {
  return parsed(kListeners + kRegions + "services:\n  api:\n" + affinity + kUpstreams +
                    "  next:\n" + kUpstreams + routes,
                "/etc");
}

TEST(AffinityKeys, WithoutThemTheAddressCounts) {
  EXPECT_EQ(with("").services[0].affinity.by, AffinityBy::address);
}

TEST(AffinityKeys, ACookieHasANameATimeAndKeys) {
  const Config config = with("    affinity: {by: cookie, key_files: [new.key, /old.key]}\n");
  const Affinity& affinity = config.services[0].affinity;
  EXPECT_EQ(affinity.by, AffinityBy::cookie);
  EXPECT_EQ(affinity.cookie, "meridian_pin");
  EXPECT_EQ(affinity.ttl, std::chrono::hours(24));
  EXPECT_EQ(affinity.key_files, (std::vector<std::string>{"/etc/new.key", "/old.key"}));
  ASSERT_EQ(config.files.size(), 2U);
  EXPECT_EQ(config.files[1].bytes_min, 32U);
}

TEST(AffinityKeys, AHeaderHasNoCase) {
  EXPECT_EQ(with("    affinity: {by: header, header: X-Tenant}\n").services[0].affinity.header,
            "x-tenant");
}

TEST(CanaryKeys, StandBesideAService) {
  const Config config = with(
      "",
      "routes:\n  - {service: api, canary: {service: next, percent: 5%, header: {X-C: \"1\"}}}\n");
  const Canary& canary = config.routes[0].canary.value();
  EXPECT_EQ(canary.service, "next");
  EXPECT_EQ(canary.percent, 5U);
  ASSERT_EQ(canary.headers.size(), 1U);
  EXPECT_EQ(canary.headers[0].name, "x-c");
}

}  // namespace
}  // namespace meridian::config
