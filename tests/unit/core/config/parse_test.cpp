#include "meridian/core/config/parse.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_text.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::config {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(ParseConfig, DefaultsApplyWhereNothingIsWritten) {
  const Config config = parsed(kComplete);
  EXPECT_EQ(config.edge.id, "edge-1");
  EXPECT_EQ(config.edge.workers, 0U);
  EXPECT_EQ(config.timeouts.connect, 1s);
  EXPECT_EQ(config.timeouts.total, 0s);
  EXPECT_EQ(config.limits.head_bytes, 32U * 1024);
  EXPECT_EQ(config.limits.attempts, 3U);
  EXPECT_EQ(config.limits.connections, 0U);
  ASSERT_EQ(config.admin.bind.size(), 1U);
  EXPECT_EQ(config.admin.bind.front().port, 9901);
  EXPECT_EQ(config.log.level, LogLevel::info);
  ASSERT_EQ(config.services.size(), 1U);
  const Service& api = config.services.front();
  EXPECT_EQ(api.upstreams.front().weight, 100U);
  EXPECT_EQ(api.upstreams.front().priority, 1U);
  EXPECT_TRUE(api.upstreams.front().tls.verify);
  ASSERT_EQ(api.steps.size(), 1U);
  EXPECT_EQ(api.steps.front().type, StepType::weighted);
  EXPECT_EQ(config.routes.front().name, "route-1");
  EXPECT_THAT(config.routes.front().hosts, ElementsAre("*"));
  EXPECT_EQ(config.routes.front().path_prefix, "/");
  EXPECT_THAT(config.listeners.front().alpn, ElementsAre("http/1.1"));
}

TEST(ParseConfig, UpstreamsAndServicesAreSortedByName) {
  const Config config =
      parsed(kListeners + kRegions +
             "services:\n"
             "  web: {upstreams: {us: {endpoints: [\"a:1\"]}, eu: {endpoints: [\"b:2\"]}}}\n"
             "  api: {upstreams: {us: {endpoints: [\"a:1\"]}}}\n" +
             kRoutes);
  ASSERT_EQ(config.services.size(), 2U);
  EXPECT_EQ(config.services[0].id, "api");
  EXPECT_EQ(config.services[1].upstreams[0].region, "eu");
  EXPECT_EQ(config.services[1].upstreams[0].endpoints[0], (Endpoint{"b", 2}));
}

TEST(ParseConfig, AServiceStartsFromTheGlobalTimeoutsWhereverTheyStand) {
  const Config config =
      parsed(kListeners + kRegions + "services:\n  api:\n    timeouts: {connect: 250ms}\n" +
             kUpstreams + kRoutes + "timeouts: {connect: 5s, response_head: 7s}\n");
  EXPECT_EQ(config.services.front().timeouts.connect, 250ms);
  EXPECT_EQ(config.services.front().timeouts.response_head, 7s);
  EXPECT_EQ(config.services.front().timeouts.stream_idle, 60s);
  EXPECT_EQ(config.timeouts.connect, 5s);
}

Config with_check(const std::string& check) {
  return parsed(kListeners + kRegions +
                "services:\n  api:\n    upstreams:\n      eu:\n        endpoints: [\"a:1\"]\n" +
                "        health_checks: [" + check + "]\n" + kRoutes);
}

TEST(ParseConfig, AShortIntervalShortensTheOthers) {
  const HealthCheck plain = with_check("{}").services[0].upstreams[0].health_checks[0];
  EXPECT_EQ(plain.interval, 2s);
  EXPECT_EQ(plain.interval_transition, 500ms);
  EXPECT_EQ(plain.interval_down, 5s);
  EXPECT_EQ(plain.timeout, 1s);
  EXPECT_EQ(plain.fall, 3U);
  EXPECT_EQ(plain.rise, 2U);
  EXPECT_EQ(plain.jitter_percent, 10U);
  EXPECT_EQ(plain.name, "check-1");
  EXPECT_EQ(plain.status_min, 200);
  EXPECT_EQ(plain.status_max, 299);
  EXPECT_FALSE(plain.slow_after);

  const auto checks =
      with_check("{interval: 200ms}, {interval: 3s, name: b, interval_down: 9s, status: 204}")
          .services[0]
          .upstreams[0]
          .health_checks;
  EXPECT_EQ(checks[0].interval_transition, 200ms);
  EXPECT_EQ(checks[0].interval_down, 200ms);
  EXPECT_EQ(checks[1].interval_transition, 500ms);
  EXPECT_EQ(checks[1].interval_down, 9s);
  EXPECT_EQ(checks[1].status_min, 204);
  EXPECT_EQ(checks[1].status_max, 204);
}

TEST(ParseConfig, RelativeFilesBeginAtTheDirectoryOfTheConfig) {
  const std::string text =
      "listeners:\n"
      "  - name: web\n"
      "    bind: [\"127.0.0.1:0\"]\n"
      "    protocol: https\n"
      "    certificates: [{cert: a.crt, key: /abs/a.key}]\n"
      "routes: [{respond: {body: hi}}]\n"
      "log: {access: {path: access.log}}\n";
  const Config config = parsed(text, "/etc/meridian");
  EXPECT_EQ(config.listeners[0].certificates[0].cert, "/etc/meridian/a.crt");
  EXPECT_EQ(config.listeners[0].certificates[0].key, "/abs/a.key");
  EXPECT_EQ(config.log.access.path, "/etc/meridian/access.log");
  ASSERT_EQ(config.files.size(), 2U);
  EXPECT_EQ(config.files[0].key, "listeners[0].certificates[0].cert");
  EXPECT_EQ(config.files[0].line, 5);
  EXPECT_EQ(parsed(text).listeners[0].certificates[0].cert, "a.crt");
}

TEST(ParseConfig, StdoutIsNoFile) {
  EXPECT_EQ(parsed(kComplete + "log: {access: {path: \"-\"}}\n", "/etc").log.access.path, "-");
}

TEST(ParseConfig, ViewsAreKeptInADirectoryBesideTheConfig) {
  const Config off = parsed(kComplete);
  EXPECT_EQ(off.log.views.path, "");
  const std::string text = kComplete + "log: {views: {path: views}}\n";
  const Config on = parsed(text, "/etc");
  EXPECT_EQ(on.log.views.path, "/etc/views");
  EXPECT_EQ(on.log.views.keep, 256U);
  EXPECT_EQ(on.source, text);
}

TEST(ParseConfig, ARegionWithoutCoordinatesIsInTheMiddleOfItsCountry) {
  const Config config = parsed(kListeners +
                               "regions:\n  eu: {country: DE, latitude: 1.5, longitude: -2}\n"
                               "  us: {country: US}\n" +
                               kServices + kRoutes);
  EXPECT_EQ(config.regions.at("eu").location, (geo::Coordinates{1.5, -2}));
  EXPECT_EQ(config.regions.at("us").location, geo::facts_of(*geo::Country::parse("US"))->centroid);
}

TEST(ParseConfig, HostsAreLowerCaseAndHeaderNamesToo) {
  const Config config = parsed(kListeners + kRegions + kServices +
                               "routes:\n"
                               "  - hosts: [API.Example.com, \"*.Example.com\"]\n"
                               "    headers: {X-Canary: \"Yes\", X-Any: \"*\"}\n"
                               "    service: api\n");
  EXPECT_THAT(config.routes[0].hosts, ElementsAre("api.example.com", "*.example.com"));
  EXPECT_EQ(config.routes[0].headers[0].name, "x-canary");
  EXPECT_EQ(config.routes[0].headers[0].value, "Yes");
  EXPECT_FALSE(config.routes[0].headers[0].present_only);
  EXPECT_TRUE(config.routes[0].headers[1].present_only);
  EXPECT_EQ(config.routes[0].headers[1].value, "");
}

TEST(ParseConfig, EveryErrorIsShownAtOnceInTheOrderOfTheFile) {
  const auto errors =
      errors_of(kComplete + "timeouts: {idle: 5, conect: 1s}\nlog: {level: loud}\n");
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_THAT(errors[0], HasSubstr("timeouts.idle: `5` has no unit; write 5s or 5ms"));
  EXPECT_THAT(errors[1], HasSubstr("timeouts.conect: is not a known key; did you mean `connect`?"));
  EXPECT_THAT(errors[2], HasSubstr("log.level: `loud`"));
}

TEST(ParseConfig, TheNumberOfErrorsIsBounded) {
  std::string text = kComplete + "trusted_proxies:\n";
  for (int i = 0; i < 500; ++i) text += "  - nonsense\n";
  const auto errors = errors_of(text);
  ASSERT_EQ(errors.size(), limits::kConfigErrorsMax);
  EXPECT_THAT(errors.back(), HasSubstr("401 more errors are not shown"));
}

TEST(ParseConfig, ARegionMayNotHaveMoreUpstreamsThanCandidatesFitInASet) {
  std::string regions = "regions:\n";
  std::string services = "services:\n  api:\n    upstreams:\n";
  for (int i = 0; i < 65; ++i) {
    regions += "  r" + std::to_string(i) + ": {country: DE}\n";
    services += "      r" + std::to_string(i) + ": {endpoints: [\"a:1\"]}\n";
  }
  const auto errors = errors_of(kListeners + regions + services + kRoutes);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_THAT(errors[0], HasSubstr("services.api.upstreams: has 65 entries; at most 64"));
}

TEST(ParseConfig, FeaturesThatDoNotExistAreNotAcceptedSilently) {
  for (const auto* text : {"store: {backend: redis}", "admin: {tls: {}}", "roles: {}",
                           "log: {access: {path: a, format: text}}", "timeouts: {queue: 1s}"}) {
    EXPECT_EQ(errors_of(kComplete + text + "\n").size(), 1U) << text;
  }
  EXPECT_TRUE(errors_of(kComplete + "store: {backend: memory}\n").empty());
}

TEST(ParseConfig, TheAdminApiStaysOnLoopback) {
  EXPECT_TRUE(errors_of(kComplete + "admin: {bind: [\"127.0.0.2:0\", \"[::1]:9901\"]}\n").empty());
  for (const auto* bind : {"0.0.0.0:9901", "[::]:9901", "192.0.2.1:9901"}) {
    const auto errors = errors_of(kComplete + "admin: {bind: [\"" + bind + "\"]}\n");
    ASSERT_EQ(errors.size(), 1U) << bind;
    EXPECT_THAT(errors[0], HasSubstr("has no credentials"));
  }
  EXPECT_TRUE(errors_of(kComplete +
                        "admin: {bind: [\"0.0.0.0:9901\"], tokens: [{name: a, role: viewer, "
                        "sha256_file: f}]}\n")
                  .empty());
}

TEST(ParseConfig, TheSameAddressTwiceIsAnErrorButPortZeroIsNot) {
  EXPECT_EQ(errors_of(kComplete + "admin: {bind: [\"127.0.0.1:8080\"]}\n").size(), 1U);
  EXPECT_TRUE(errors_of(kComplete + "admin: {bind: [\"127.0.0.1:0\", \"127.0.0.1:0\"]}\n").empty());
}

}  // namespace
}  // namespace meridian::config
