// Judging clients on the hot path allocates nothing: counted by this binary's own operator new.
#include <gtest/gtest.h>

#include "meridian/core/traffic/client_table.hpp"
#include "tests/support/allocations.hpp"

namespace meridian::traffic {
namespace {

using meridian::test::allocations;

TEST(Allocations, TheCounterCounts) {
  const std::size_t before = allocations();
  delete new int(7);
  EXPECT_GT(allocations(), before);
}

TEST(Allocations, TheTableMakesNoneAfterItsConstruction) {
  ClientTable table(64, 1);
  const Rate rate{milliseconds(1), 2};
  const std::size_t before = allocations();
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    const auto now = Instant{} + microseconds(i);
    const auto slot = table.find(IpAddress::v4(i), now);
    table.take_token(slot, rate, now);
    if (table.begin_connection(slot, 1) && i % 3 == 0) table.end_connection(slot);
  }
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace meridian::traffic
