#include "meridian/core/redis/cluster.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/redis/replies.hpp"

namespace meridian::redis {
namespace {

using namespace test;

Reply node(const std::string& host, int port) {
  return list({text(host), number(port), text("id")});
}

TEST(SlotOf, IsThatOfTheClusterSpecification) {
  EXPECT_EQ(slot_of("123456789"), 0x31c3 % 16384);
  EXPECT_EQ(slot_of("foo"), 12182);
}

TEST(SlotOf, LooksAtTheFirstTagOnly) {
  EXPECT_EQ(slot_of("{meridian:x}:overrides"), slot_of("meridian:x"));
  EXPECT_EQ(slot_of("a{foo}b{bar}"), slot_of("foo"));
  EXPECT_NE(slot_of("{}foo"), slot_of("foo"));
  EXPECT_NE(slot_of("{foo"), slot_of("foo"));
}

TEST(ReadSlots, FindsTheMasterOfTheSlotAndEveryNode) {
  const Reply reply = list({list({number(0), number(99), node("a", 1), node("b", 2)}),
                            list({number(100), number(16383), node("c", 3)})});
  const auto found = read_slots(reply, 100, kAsked);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->owner, (Address{"c", 3, {}}));
  EXPECT_EQ(found->nodes, (std::vector<Address>{{"a", 1, {}}, {"c", 3, {}}, {"b", 2, {}}}));
}

TEST(ReadSlots, TakesANodeWithoutAHostForTheOneAsked) {
  const Reply reply = list({list({number(0), number(16383), node("", 7001)})});
  EXPECT_EQ(read_slots(reply, 5, kAsked)->owner, (Address{"10.0.0.1", 7001, {}}));
}

TEST(ReadSlots, NamesNobodyWhereASlotIsNotServed) {
  const auto found = read_slots(list({list({number(0), number(4), node("a", 1)})}), 5, kAsked);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->owner, std::nullopt);
}

TEST(ReadSlots, RefusesWhatIsNoSuchAnswer) {
  EXPECT_FALSE(read_slots(status("OK"), 5, kAsked));
  EXPECT_FALSE(read_slots(list({number(1)}), 5, kAsked));
  EXPECT_FALSE(read_slots(list({list({text("0"), number(1), node("a", 1)})}), 5, kAsked));
}

TEST(ReadSlots, RemembersABoundedNumberOfNodes) {
  std::vector<Reply> ranges;
  for (int i = 1; i <= 1000; ++i) ranges.push_back(list({number(i), number(i), node("a", i)}));
  EXPECT_EQ(read_slots(list(ranges), 5, kAsked)->nodes.size(), kClusterNodesMax);
}

}  // namespace
}  // namespace meridian::redis
