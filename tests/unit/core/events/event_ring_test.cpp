#include "meridian/core/events/event_ring.hpp"

#include <gtest/gtest.h>

#include "meridian/core/base/limits.hpp"

namespace meridian::events {
namespace {

EventRing filled(int count, std::size_t kept = 4) {
  EventRing ring(kept);
  for (int i = 1; i <= count; ++i)
    ring.push({.kind = Kind::health, .subject = "web/eu", .text = std::to_string(i)});
  return ring;
}

std::vector<std::uint64_t> numbers(const EventRing::Page& page) {
  std::vector<std::uint64_t> list;
  for (const Event& event : page.events) {
    EXPECT_EQ(event.text, std::to_string(event.number));
    list.push_back(event.number);
  }
  return list;
}

using Numbers = std::vector<std::uint64_t>;

TEST(EventRing, AnEmptyOneHasNothing) {
  const EventRing ring(4);
  EXPECT_EQ(ring.last(), 0U);
  EXPECT_TRUE(ring.newest(10).events.empty());
  EXPECT_TRUE(ring.after(0, 10).events.empty());
  EXPECT_FALSE(ring.after(0, 10).lost);
}

TEST(EventRing, GivesNumbersAndPages) {
  const EventRing ring = filled(3);
  EXPECT_EQ(numbers(ring.after(0, 2)), (Numbers{1, 2}));
  EXPECT_TRUE(ring.after(0, 2).more);
  EXPECT_EQ(numbers(ring.after(2, 2)), (Numbers{3}));
  EXPECT_FALSE(ring.after(2, 2).more);
  EXPECT_EQ(numbers(ring.newest(2)), (Numbers{2, 3}));
}

TEST(EventRing, ForgetsTheOldestAndSaysSo) {
  const EventRing ring = filled(10);
  EXPECT_EQ(numbers(ring.after(0, 100)), (Numbers{7, 8, 9, 10}));
  EXPECT_TRUE(ring.after(0, 100).lost);
  EXPECT_TRUE(ring.after(5, 100).lost);
  EXPECT_FALSE(ring.after(6, 100).lost);
  EXPECT_EQ(numbers(ring.newest(100)), (Numbers{7, 8, 9, 10}));
  EXPECT_FALSE(ring.newest(100).lost);
}

TEST(EventRing, ANumberOfAnEarlierProcessGetsAllThatIsKept) {
  EXPECT_EQ(numbers(filled(3).after(99, 10)), (Numbers{1, 2, 3}));
  EXPECT_TRUE(filled(3).after(~std::uint64_t{0}, 10).lost);
  EXPECT_EQ(EventRing(4).after(99, 10).next, 0U);
  EXPECT_TRUE(EventRing(4).after(99, 10).lost);
}

TEST(EventRing, SaysWhereToGoOn) {
  const EventRing ring = filled(3);
  EXPECT_EQ(ring.after(0, 2).next, 2U);
  EXPECT_EQ(ring.after(3, 2).next, 3U);
  EXPECT_EQ(ring.newest(1).next, 3U);
}

TEST(EventRing, CutsTextsThatAreTooLong) {
  EventRing ring(1);
  ring.push({.text = std::string(limits::kEventTextBytesMax + 1, 'x')});
  EXPECT_EQ(ring.newest(1).events[0].text.size(), limits::kEventTextBytesMax);
}

}  // namespace
}  // namespace meridian::events
