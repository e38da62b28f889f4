#include "core/config/checks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_text.hpp"

namespace meridian::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string with_fence(const std::string& fence, const std::string& more = kGeoIp) {
  return kListeners + kRegions + "services:\n  api:\n    fences: [f]\n" + kUpstreams +
         "fences:\n  f: " + fence + "\n" + kRoutes + more;
}

TEST(CheckFences, AFenceThatProtectsNobodyIsAnError) {
  EXPECT_THAT(errors_of(with_fence("{clients: {unknown: deny}, regions: [eu]}")),
              ElementsAre(HasSubstr("fences.f.clients: names no client")));
  EXPECT_THAT(errors_of(with_fence("{clients: {tags: [lab]}, regions: [eu]}")), IsEmpty());
}

TEST(CheckFences, AFenceThatNoServiceNamesIsAnError) {
  EXPECT_THAT(
      errors_of(kComplete + kGeoIp + "fences: {f: {clients: {countries: [DE]}, regions: [eu]}}\n"),
      ElementsAre(HasSubstr("fences.f: is named by no service")));
}

TEST(CheckFences, InsideNeedsCountriesAndTheCountryOfTheEdge) {
  const std::string edge = kGeoIp + "edge: {country: DE}\n";
  EXPECT_THAT(
      errors_of(with_fence("{clients: {countries: [DE]}, edges: inside, regions: [eu]}", edge)),
      IsEmpty());
  EXPECT_THAT(errors_of(with_fence("{clients: {groups: [EU]}, edges: inside, regions: [eu]}")),
              ElementsAre(HasSubstr("set `edge.country`")));
  EXPECT_THAT(errors_of(with_fence("{clients: {tags: [lab]}, edges: inside, regions: [eu]}", edge)),
              ElementsAre(HasSubstr("fences.f.edges: `inside` asks whether")));
}

TEST(CheckFences, RegionsMayBeEmptyOnPurposeOnly) {
  EXPECT_THAT(errors_of(with_fence("{clients: {tags: [lab]}, regions: []}")), IsEmpty());
  std::string text = with_fence("{clients: {tags: [lab]}, regions: [sea]}");
  text.replace(text.find("  eu: {country"), 0, "  sea: {country: SG}\n");
  EXPECT_THAT(errors_of(text), ElementsAre(HasSubstr("has an upstream in none of these")));
}

TEST(CheckFences, WithoutASourceOfPlacesEveryoneWouldBeRefused) {
  EXPECT_THAT(errors_of(with_fence("{clients: {countries: [DE]}, regions: [eu]}", "")),
              ElementsAre(HasSubstr("set `geoip.database`")));
}

TEST(CheckReferences, TagsMustBeSetByAnOverride) {
  EXPECT_THAT(errors_of(with_fence("{clients: {tags: [lan]}, regions: [eu]}")),
              ElementsAre(HasSubstr("there is no tag `lan`; write lab, or add it to")));
}

std::string with_routes(const std::string& routes) {
  return kListeners + kRegions + kServices + "routes:\n" + routes;
}

TEST(CheckRoutes, ExactlyOneAnswerIsGiven) {
  EXPECT_THAT(errors_of(with_routes("  - {path_prefix: /a}\n")),
              ElementsAre(HasSubstr("not who answers")));
  EXPECT_THAT(errors_of(with_routes("  - {service: api, redirect: {scheme: https}}\n")),
              ElementsAre(HasSubstr("has more than one answer")));
}

TEST(CheckRoutes, ARouteBehindItsEqualCanNeverMatch) {
  EXPECT_THAT(errors_of(with_routes("  - {hosts: [a.example, b.example], service: api}\n"
                                    "  - {hosts: [B.example], service: api}\n")),
              ElementsAre(HasSubstr("routes[1]: can never match: routes[0]")));
  EXPECT_THAT(errors_of(with_routes("  - {path_prefix: /a, service: api}\n"
                                    "  - {path_prefix: /a, methods: [GET], service: api}\n"
                                    "  - {path_prefix: /a, headers: {X: \"1\"}, service: api}\n"
                                    "  - {path_prefix: /ab, service: api}\n")),
              IsEmpty());
}

TEST(CheckServices, SlowAfterIsShorterThanTheTimeout) {
  const auto text = [](const std::string& slow) {
    return kListeners + kRegions +
           "services: {api: {upstreams: {eu: {endpoints: [\"a:1\"], health_checks: "
           "[{timeout: 1s, slow_after: " +
           slow + "}]}}}}\n" + kRoutes;
  };
  EXPECT_THAT(errors_of(text("999ms")), IsEmpty());
  EXPECT_THAT(errors_of(text("1s")), ElementsAre(HasSubstr("1s is not shorter than the timeout")));
}

TEST(CheckServices, TheWholeExchangeIsLongerThanConnecting) {
  EXPECT_THAT(errors_of(kComplete + "timeouts: {connect: 2s, total: 2s}\n"),
              testing::Contains(HasSubstr("timeouts.total: the whole exchange (2s)")));
  EXPECT_THAT(errors_of(kComplete + "timeouts: {connect: 2s, total: 0s}\n"), IsEmpty());
}

TEST(CheckListeners, HttpsNeedsACertificateAndHttpHasNoneToUse) {
  const auto text = [](const std::string& listener) {
    return "listeners: [{name: web, bind: [\"127.0.0.1:1\"], " + listener + "}]\n" + kRegions +
           kServices + kRoutes;
  };
  EXPECT_THAT(errors_of(text("protocol: https")), ElementsAre(HasSubstr("needs a certificate")));
  EXPECT_THAT(errors_of(text("protocol: http, certificates: [{cert: a, key: b}]")),
              ElementsAre(HasSubstr("has no use for certificates")));
  EXPECT_THAT(errors_of(text("protocol: https, certificates: [{cert: a, key: b}]")), IsEmpty());
  EXPECT_THAT(errors_of(text("protocol: http, redirect_to_https: true")),
              ElementsAre(HasSubstr("no listener speaks https")));
}

TEST(CheckListeners, AProxyHeaderNeedsSomeoneTrustedToSendIt) {
  const auto text = [](const std::string& mode, const std::string& more) {
    return "listeners: [{name: web, bind: [\"127.0.0.1:1\"], protocol: http, proxy_protocol: " +
           mode + "}]\n" + kRegions + kServices + kRoutes + more;
  };
  for (const char* mode : {"optional", "required"}) {
    EXPECT_THAT(errors_of(text(mode, "")), ElementsAre(HasSubstr("no peer is trusted to send")));
    EXPECT_THAT(errors_of(text(mode, "trusted_proxies: [10.0.0.0/8]\n")), IsEmpty());
  }
  EXPECT_THAT(errors_of(text("off", "")), IsEmpty());
}

}  // namespace
}  // namespace meridian::config
