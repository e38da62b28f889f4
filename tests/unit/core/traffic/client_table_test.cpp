#include "meridian/core/traffic/client_table.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

namespace meridian::traffic {
namespace {

using namespace std::chrono_literals;
using Slot = ClientTable::Slot;

const Instant kBegin = Instant{} + 1h;
constexpr Rate kRate{100ms, 2};

IpAddress address(std::string_view text) {
  return *IpAddress::parse(text);
}

TEST(ClientPrefixes, MakeOneClientOfAnIpv4AddressAndOfAnIpv6Network) {
  const ClientPrefixes prefixes;
  EXPECT_EQ(prefixes.network_of(address("192.0.2.7")), address("192.0.2.7"));
  EXPECT_EQ(prefixes.network_of(address("2001:db8::1:2:3:4")), address("2001:db8::"));
  const ClientPrefixes wide{24, 48};
  EXPECT_EQ(wide.network_of(address("192.0.2.7")), address("192.0.2.0"));
  EXPECT_EQ(wide.network_of(address("2001:db8:1:2::3")), address("2001:db8:1::"));
}

TEST(ClientTable, CountsConnectionsAndRequestsOfANetworkUpToTheirBounds) {
  ClientTable table(64, 1);
  const Slot slot = table.find(address("192.0.2.1"), kBegin);
  EXPECT_TRUE(table.begin_connection(slot, 2));
  EXPECT_TRUE(table.begin_connection(slot, 2));
  EXPECT_FALSE(table.begin_connection(slot, 2));
  EXPECT_TRUE(table.begin_request(slot, 1));
  EXPECT_FALSE(table.begin_request(slot, 1));
  table.end_request(slot);
  EXPECT_TRUE(table.begin_request(slot, 1));
  EXPECT_EQ(table.find(address("192.0.2.1"), kBegin), slot);
  EXPECT_NE(table.find(address("192.0.2.2"), kBegin), slot);
}

TEST(ClientTable, KeepsABucketUntilItIsFullAgain) {
  ClientTable table(16, 1);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(table.take_token(table.find(address("192.0.2.1"), kBegin), kRate, kBegin), 0ns);
  for (std::uint32_t i = 0; i < 100; ++i) table.find(IpAddress::v4(i), kBegin);
  EXPECT_EQ(table.take_token(table.find(address("192.0.2.1"), kBegin), kRate, kBegin), 100ms);
}

TEST(ClientTable, NewcomersShareAnEntryWhileAllOthersAreInUse) {
  ClientTable table(ClientTable::kWays, 1);
  for (std::uint32_t i = 0; i < ClientTable::kWays; ++i) {
    const Slot slot = table.find(IpAddress::v4(i), kBegin);
    EXPECT_FALSE(table.is_overflow(slot));
    table.begin_connection(slot, 1);
  }
  const Slot one = table.find(IpAddress::v4(100), kBegin);
  const Slot other = table.find(IpAddress::v4(200), kBegin);
  EXPECT_TRUE(table.is_overflow(one));
  EXPECT_EQ(one, other);
  // It stands for many: the first newcomers must not use up what all of them have.
  for (std::uint32_t i = 0; i < ClientTable::kOverflowClients; ++i)
    EXPECT_TRUE(table.begin_connection(one, 1));
  EXPECT_FALSE(table.begin_connection(other, 1));
  for (std::uint32_t i = 0; i < 2 * ClientTable::kOverflowClients; ++i)
    EXPECT_EQ(table.take_token(one, kRate, kBegin), 0ns);
  EXPECT_GT(table.take_token(one, kRate, kBegin), 0ns);
  EXPECT_LT(table.take_token(one, kRate, kBegin), kRate.interval);
}

TEST(ClientTable, AnEntryThatSaysNothingIsGivenToTheNext) {
  ClientTable table(ClientTable::kWays, 1);
  std::vector<Slot> slots;
  for (std::uint32_t i = 0; i < ClientTable::kWays; ++i) {
    slots.push_back(table.find(IpAddress::v4(i), kBegin));
    table.begin_connection(slots.back(), 1);
  }
  table.end_connection(slots[5]);
  EXPECT_EQ(table.find(IpAddress::v4(100), kBegin), slots[5]);
}

// Against a map without bounds: while the table has room for all its networks, each is judged as if
// it had a table of its own; whatever happens, counts come back to zero and no entry in use changes
// hands.
TEST(ClientTableProperty, JudgesLikeATableWithoutBounds) {
  struct Model {
    TokenBucket bucket;
    std::uint32_t connections = 0;
  };
  struct Held {
    Slot slot;
    std::uint32_t network;
  };
  std::mt19937_64 random(11);
  for (int world = 0; world < 50; ++world) {
    ClientTable table(1024, random());
    std::map<std::uint32_t, Model> model;
    std::vector<Held> held;
    Instant now = kBegin;
    for (int i = 0; i < 2000; ++i) {
      now += microseconds(random() % 20'000);
      const auto network = static_cast<std::uint32_t>(random() % 100);
      const Slot slot = table.find(IpAddress::v4(network), now);
      ASSERT_FALSE(table.is_overflow(slot));
      Model& own = model[network];
      ASSERT_EQ(table.connections(slot), own.connections);
      if (random() % 2 == 0) {
        ASSERT_EQ(table.take_token(slot, kRate, now), own.bucket.take(kRate, now));
      }
      const bool begun = table.begin_connection(slot, 4);
      ASSERT_EQ(begun, own.connections < 4);
      own.connections += begun ? 1 : 0;
      if (begun) held.push_back({slot, network});
      if (!held.empty() && random() % 2 == 0) {
        std::swap(held[random() % held.size()], held.back());
        ASSERT_EQ(table.find(IpAddress::v4(held.back().network), now), held.back().slot);
        table.end_connection(held.back().slot);
        --model[held.back().network].connections;
        held.pop_back();
      }
    }
  }
}

}  // namespace
}  // namespace meridian::traffic
