#include "meridian/service/proxy/pin_keys.hpp"

#include <gtest/gtest.h>

namespace meridian::proxy {
namespace {

using observability::PinResult;

PinKeys::Key key_of(char letter) {
  return std::make_shared<const tls::MacKey>(std::string(32, letter));
}

PinResult judge(const PinKeys& keys, const std::string& text, std::uint64_t now = 1000) {
  const auto pin = routing::parse_pin(text);
  return pin ? keys.judge(*pin, now) : PinResult::malformed;
}

TEST(PinKeys, KnowTheirOwnPinsUntilTheyExpire) {
  const PinKeys keys("web", {key_of('a')});
  const std::string pin = keys.sign("eu-west", 1001);
  EXPECT_EQ(judge(keys, pin, 1000), PinResult::valid);
  EXPECT_EQ(judge(keys, pin, 1001), PinResult::expired);
}

TEST(PinKeys, TheFirstSignsAndAllVerify) {
  const PinKeys old("web", {key_of('a')});
  const PinKeys both("web", {key_of('b'), key_of('a')});
  const PinKeys latest("web", {key_of('b')});
  EXPECT_EQ(judge(both, old.sign("eu", 2000)), PinResult::valid);
  EXPECT_EQ(judge(latest, both.sign("eu", 2000)), PinResult::valid);
  EXPECT_EQ(judge(latest, old.sign("eu", 2000)), PinResult::unknown_key);
}

TEST(PinKeys, APinIsOfOneServiceRegionAndTime) {
  const PinKeys keys("web", {key_of('a')});
  EXPECT_EQ(judge(keys, PinKeys("api", {key_of('a')}).sign("eu", 2000)), PinResult::forged);
  const std::string pin = keys.sign("eu", 2000);
  std::string region = pin;
  region.replace(region.find(".eu."), 4, ".us.");
  EXPECT_EQ(judge(keys, region), PinResult::forged);
  std::string time = pin;
  time.replace(time.find(".2000."), 6, ".9000.");
  EXPECT_EQ(judge(keys, time), PinResult::forged);
  std::string mac = pin;
  mac.back() = mac.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(judge(keys, mac), PinResult::forged);
}

}  // namespace
}  // namespace meridian::proxy
