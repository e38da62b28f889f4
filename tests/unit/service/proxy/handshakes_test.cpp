#include "service/proxy/handshakes.hpp"

#include <gtest/gtest.h>

#include <array>

namespace meridian::proxy {
namespace {

struct Place : Handshakes::Entry {};

TEST(HandshakesUnderWay, AreInTheOrderInWhichTheyBegan) {
  Handshakes handshakes;
  std::array<Place, 3> places;
  EXPECT_EQ(handshakes.oldest(), nullptr);
  for (Place& place : places) handshakes.begin(place);
  for (Place& place : places) {
    EXPECT_EQ(handshakes.oldest(), &place);
    handshakes.end(place);
  }
  EXPECT_EQ(handshakes.size(), 0U);
  EXPECT_EQ(handshakes.oldest(), nullptr);
}

TEST(HandshakesUnderWay, LeaveFromAnywhereAndOnlyOnce) {
  Handshakes handshakes;
  std::array<Place, 4> places;
  for (Place& place : places) handshakes.begin(place);
  handshakes.end(places[1]);
  handshakes.end(places[1]);
  handshakes.end(places[3]);
  EXPECT_EQ(handshakes.size(), 2U);
  handshakes.end(places[0]);
  EXPECT_EQ(handshakes.oldest(), &places[2]);
  handshakes.begin(places[1]);
  handshakes.end(places[2]);
  EXPECT_EQ(handshakes.oldest(), &places[1]);
}

}  // namespace
}  // namespace meridian::proxy
