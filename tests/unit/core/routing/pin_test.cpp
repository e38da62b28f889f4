#include "meridian/core/routing/pin.hpp"

#include <gtest/gtest.h>

namespace meridian::routing {
namespace {

const std::string kMac(kPinMacChars, 'm');
const std::string kGood = "v1.keykey_1.eu-west.1767225600." + kMac;

TEST(Pin, ReadsWhatItWrites) {
  EXPECT_EQ(pin_claim("keykey_1", "eu-west", 1767225600) + "." + kMac, kGood);
  const auto pin = parse_pin(kGood);
  ASSERT_TRUE(pin.has_value());
  EXPECT_EQ(pin->key_id, "keykey_1");
  EXPECT_EQ(pin->region, "eu-west");
  EXPECT_EQ(pin->expires, 1767225600U);
  EXPECT_EQ(pin->mac, kMac);
}

TEST(Pin, TheSignedTextTellsServicesApart) {
  EXPECT_NE(pin_signed_text("v1.k.r.1", "a"), pin_signed_text("v1.k.r.1", "b"));
  EXPECT_NE(pin_signed_text("v1.k.r.1", "1a"), pin_signed_text("v1.k.r.11", "a"));
}

TEST(Pin, EveryOtherTextIsNone) {
  for (const std::string& text :
       {std::string(), std::string("v1"), std::string("v1...."), "v2" + kGood.substr(2),
        kGood + ".", kGood + "x", kGood.substr(0, kGood.size() - 1), "x" + kGood,
        "v1.keykey_1.eu west.1767225600." + kMac, "v1.keykey_1..1767225600." + kMac,
        "v1.keykey_1.eu.-1." + kMac, "v1.keykey_1.eu.+1." + kMac, "v1.keykey_1.eu.." + kMac,
        "v1.keykey_1.eu.99999999999999999999." + kMac, "v1.keykey.eu.1." + kMac,
        "v1.keykey_1.eu.1." + kMac.substr(1) + "=", "v1.keykey_1." + std::string(200, 'r')})
    EXPECT_FALSE(parse_pin(text).has_value()) << text;
}

}  // namespace
}  // namespace meridian::routing
