#include "core/config/digest.hpp"

#include <gtest/gtest.h>

#include "config_text.hpp"

namespace meridian::config {
namespace {

const std::string kFenced = "services:\n  api:\n    fences: [eu, lab]\n" + kUpstreams + "  web:\n" +
                            kUpstreams +
                            "fences:\n"
                            "  eu: {clients: {countries: [DE, FR], groups: [EU]}, regions: [eu]}\n"
                            "  lab: {clients: {tags: [lab]}, regions: [us, eu]}\n";
const std::string kTwoRoutes =
    "routes:\n"
    "  - {hosts: [a.example, b.example], service: api}\n"
    "  - {hosts: [c.example], path_prefix: /web, methods: [GET, POST], service: web}\n";
const std::string kBase = kListeners + kGeoIp + kRegions + kFenced + kTwoRoutes;

std::uint64_t digest_of(const std::string& text) {
  return parsed(text).topology_digest;
}

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(TopologyDigest, DoesNotDependOnTheOrderOfTheFile) {
  const std::string reordered =
      "routes:\n"
      "  - {service: web, methods: [POST, GET], path_prefix: /web, hosts: [c.example]}\n"
      "  - {service: api, hosts: [b.example, a.example]}\n"
      "fences:\n"
      "  lab: {regions: [eu, us], clients: {tags: [lab]}}\n"
      "  eu: {regions: [eu], clients: {groups: [EU], countries: [FR, DE]}}\n"
      "services:\n"
      "  web:\n    upstreams:\n"
      "      us: {endpoints: [\"127.0.0.1:9102\"]}\n"
      "      eu: {endpoints: [\"127.0.0.1:9101\"]}\n"
      "  api:\n    fences: [lab, eu]\n" +
      kUpstreams + "regions:\n  us: {country: US}\n  eu: {country: DE}\n" + kGeoIp + kListeners;
  EXPECT_EQ(digest_of(reordered), digest_of(kBase));
}

TEST(TopologyDigest, WhatMayDifferBetweenEdgesDoesNotCount) {
  const std::uint64_t base = digest_of(kBase);
  EXPECT_EQ(digest_of(kBase + "edge: {id: other, country: FR}\ntimeouts: {connect: 3s}\n"), base);
  EXPECT_EQ(digest_of(changed(kBase, "127.0.0.1:9101", "10.0.0.1:80")), base);
}

TEST(TopologyDigest, WhatMovesAClientCounts) {
  const std::uint64_t base = digest_of(kBase);
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"eu: {country: DE}", "eu: {country: FR}"},
           {"eu: {endpoints: [\"127.0.0.1:9101\"]}",
            "eu: {endpoints: [\"127.0.0.1:9101\"], weight: 99}"},
           {"eu: {endpoints: [\"127.0.0.1:9101\"]}",
            "eu: {endpoints: [\"127.0.0.1:9101\"], priority: 2}"},
           {"eu: {endpoints: [\"127.0.0.1:9101\"]}",
            "eu: {endpoints: [\"127.0.0.1:9101\"], state: draining}"},
           {"fences: [eu, lab]", "fences: [eu, lab]\n    policy: failover"},
           {"fences: [eu, lab]", "fences: [eu, lab]\n    panic: refuse"},
           {"fences: [eu, lab]", "fences: [eu, lab]\n    max_auto_out: 40%"},
           {"eu: {endpoints: [\"127.0.0.1:9101\"]}",
            "eu: {endpoints: [\"127.0.0.1:9101\"], return: {ramp: 1m}}"},
           {"eu: {endpoints: [\"127.0.0.1:9101\"]}",
            "eu: {endpoints: [\"127.0.0.1:9101\"], return: {failback: manual}}"},
           {"countries: [DE, FR]", "countries: [DE]"},
           {"groups: [EU]", "groups: [EEA]"},
           {"regions: [us, eu]", "regions: [us]"},
           {"path_prefix: /web", "path_prefix: /other"},
           {"methods: [GET, POST]", "methods: [GET]"},
           {"fences: [eu, lab]", "fences: [eu, lab]\n    affinity: {by: cookie}"},
           {"path_prefix: /web", "path_prefix: /web, canary: {service: api, percent: 5%}"},
           {"192.0.2.0/24", "192.0.2.0/25"}}) {
    EXPECT_NE(digest_of(changed(kBase, from, to)), base) << from << " -> " << to;
  }
}

}  // namespace
}  // namespace meridian::config
