// Pins by cookie through a running worker: given, honoured, given anew, and ignored where they are
// not genuine.
#include <gtest/gtest.h>

#include <ctime>

#include "edge.hpp"
#include "eventually.hpp"
#include "raw_client.hpp"
#include "scripted_origin.hpp"
#include "scripts.hpp"

namespace meridian::proxy::test {
namespace {

using meridian::test::RawClient;
using meridian::test::ScriptedOrigin;
using observability::PinResult;

constexpr std::uint64_t kTtl = 3600;

// eu before us, and the cookie `pin`. `keys`: further ones of the service.
std::string pinning(const ScriptedOrigin& eu, const ScriptedOrigin& us,
                    const std::string& keys = "") {
  return replaced(
      config_for({{"eu", eu.port()}, {"us", us.port()}}), "    policy: failover\n",
      "    policy: failover\n    affinity: {by: cookie, cookie: pin, ttl: 1h}\n" + keys);
}

// A pin of service `api` that lasts so many seconds from now.
std::string pin_to(const std::string& region, std::int64_t lasts, const std::string& of = "api") {
  const auto expires = static_cast<std::uint64_t>(std::time(nullptr) + lasts);
  return PinKeys(of, {test_pin_key()}).sign(region, expires);
}

std::string region_of(const std::string& set_cookie) {
  const std::string value = set_cookie.substr(4, set_cookie.find(';') - 4);
  const auto pin = routing::parse_pin(value);
  return pin ? std::string(pin->region) : "none in " + set_cookie;
}

std::uint64_t counted(Edge& edge, PinResult result) {
  return edge.metrics().pins[static_cast<std::size_t>(result)].value();
}

TEST(Affinity, TheFirstAnswerPinsItsRegion) {
  ScriptedOrigin eu(named("eu"));
  ScriptedOrigin us(named("us"));
  Edge edge(pinning(eu, us));
  RawClient client(edge.port());
  const auto response = client.get("/");
  const std::string cookie = response.field("Set-Cookie");
  EXPECT_EQ(response.body, "eu");
  EXPECT_EQ(region_of(cookie), "eu");
  EXPECT_NE(cookie.find("; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax"), std::string::npos);
  EXPECT_EQ(cookie.find("Secure"), std::string::npos);
  EXPECT_EQ(counted(edge, PinResult::given), 1U);
  const auto again = client.get("/", "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n");
  EXPECT_EQ(again.body, "eu");
  EXPECT_EQ(again.field("Set-Cookie"), "");
  EXPECT_EQ(counted(edge, PinResult::valid), 1U);
}

TEST(Affinity, APinIsHonouredAndKeptFromTheUpstream) {
  ScriptedOrigin eu(named("eu"));
  ScriptedOrigin us(named("us"));
  Edge edge(pinning(eu, us));
  RawClient client(edge.port());
  const auto response = client.get("/", "Cookie: a=1; pin=" + pin_to("us", kTtl) + "; b=2\r\n");
  EXPECT_EQ(response.body, "us");
  EXPECT_EQ(response.field("Set-Cookie"), "");
  const std::string head = us.requests().at(0).head;
  EXPECT_NE(head.find("Cookie: a=1; b=2\r\n"), std::string::npos) << head;
  EXPECT_EQ(head.find("pin="), std::string::npos) << head;
}

TEST(Affinity, APinPastHalfOfItsTimeIsGivenAnew) {
  ScriptedOrigin eu(named("eu"));
  ScriptedOrigin us(named("us"));
  Edge edge(pinning(eu, us));
  RawClient client(edge.port());
  const auto response = client.get("/", "Cookie: pin=" + pin_to("us", kTtl / 2 - 60) + "\r\n");
  EXPECT_EQ(response.body, "us");
  EXPECT_EQ(region_of(response.field("Set-Cookie")), "us");
}

TEST(Affinity, WhatIsNoPinOfOursIsIgnoredAndCounted) {
  ScriptedOrigin eu(named("eu"));
  ScriptedOrigin us(named("us"));
  Edge edge(pinning(eu, us));
  RawClient client(edge.port());
  const auto other_key = std::make_shared<const tls::MacKey>(std::string(32, 'x'));
  const std::string us_pin = pin_to("us", kTtl);
  const std::vector<std::pair<std::string, PinResult>> cases{
      {"us", PinResult::malformed},
      {us_pin.substr(0, us_pin.size() - 1) + (us_pin.back() == 'A' ? "Q" : "A"), PinResult::forged},
      {pin_to("us", kTtl, "other"), PinResult::forged},
      {pin_to("us", -1), PinResult::expired},
      {pin_to("moon", kTtl), PinResult::unknown_region},
      {PinKeys("api", {other_key}).sign("us", 1U << 31), PinResult::unknown_key}};
  for (const auto& [pin, result] : cases) {
    const std::uint64_t before = counted(edge, result);
    const auto response = client.get("/", "Cookie: pin=" + pin + "\r\n");
    EXPECT_EQ(response.body, "eu") << pin;
    EXPECT_EQ(region_of(response.field("Set-Cookie")), "eu") << pin;
    EXPECT_EQ(counted(edge, result), before + 1) << pin;
  }
}

TEST(Affinity, ADeadRegionsClientIsPinnedToTheNextOne) {
  ScriptedOrigin eu(named("eu"));
  ScriptedOrigin us(named("us"));
  Edge edge(pinning(eu, us));
  us.stop();
  RawClient client(edge.port());
  const auto response = client.get("/", "Cookie: pin=" + pin_to("us", kTtl) + "\r\n");
  EXPECT_EQ(response.body, "eu");
  EXPECT_EQ(region_of(response.field("Set-Cookie")), "eu");
}

TEST(Affinity, ADrainingRegionKeepsItsOwnWithoutProlongingTheirPins) {
  ScriptedOrigin eu(named("eu"));
  ScriptedOrigin us(named("us"));
  Edge edge(replaced(pinning(eu, us), "priority: 1}", "priority: 1, state: draining}"));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").body, "us");
  const auto kept = client.get("/", "Cookie: pin=" + pin_to("eu", 10) + "\r\n");
  EXPECT_EQ(kept.body, "eu");
  EXPECT_EQ(kept.field("Set-Cookie"), "");
}

TEST(Affinity, AWriteThatTheRoleDivertsNeitherUsesNorChangesAPin) {
  ScriptedOrigin eu(named("eu"));
  ScriptedOrigin us(named("us"));
  Edge edge(pinning(eu, us, "    roles: {primary: eu}\n"));
  RawClient client(edge.port());
  client.send("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\nCookie: pin=" +
              pin_to("us", 10) + "\r\n\r\n");
  const auto write = client.receive();
  EXPECT_EQ(write.body, "eu");
  EXPECT_EQ(write.field("Set-Cookie"), "");
  EXPECT_EQ(eu.requests().at(0).head.find("pin="), std::string::npos);
  EXPECT_EQ(client.get("/", "Cookie: pin=" + pin_to("us", kTtl) + "\r\n").body, "us");
}

TEST(Affinity, WithoutItNoCookieIsGivenAndAllPass) {
  ScriptedOrigin eu(named("eu"));
  Edge edge(config_for({{"eu", eu.port()}}));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/", "Cookie: pin=1;x=2\r\n").field("Set-Cookie"), "");
  EXPECT_NE(eu.requests().at(0).head.find("Cookie: pin=1;x=2\r\n"), std::string::npos);
}

}  // namespace
}  // namespace meridian::proxy::test
