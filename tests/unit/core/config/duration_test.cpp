#include "core/config/duration.hpp"

#include <gtest/gtest.h>

namespace meridian::config {
namespace {

TEST(Duration, NeedsANumberAndAUnit) {
  EXPECT_EQ(parse_duration("250ms"), microseconds(250'000));
  EXPECT_EQ(parse_duration("2s"), microseconds(2'000'000));
  EXPECT_EQ(parse_duration("3m"), microseconds(180'000'000));
  EXPECT_EQ(parse_duration("1h"), microseconds(3'600'000'000));
  EXPECT_EQ(parse_duration("500us"), microseconds(500));
  for (const auto* bad : {"", "2", "s", "-1s", "+1s", " 1s", "1 s", "1S", "1d", "1.s", ".5s",
                          "1.2.3s", "1s1ms", "0x1s", "1e3s"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
}

TEST(Duration, FractionsAreExactOrRefused) {
  EXPECT_EQ(parse_duration("1.5s"), microseconds(1'500'000));
  EXPECT_EQ(parse_duration("0.001ms"), microseconds(1));
  EXPECT_FALSE(parse_duration("0.5us"));
  EXPECT_FALSE(parse_duration("0.0001ms"));
}

TEST(Duration, NumbersThatWouldOverflowAreRefused) {
  EXPECT_EQ(parse_duration("999999999h"), microseconds(3'599'999'996'400'000'000));
  EXPECT_FALSE(parse_duration("1000000000h"));
  EXPECT_FALSE(parse_duration("99999999999999999999s"));
  EXPECT_FALSE(parse_duration("1.0000000001s"));
}

TEST(Duration, IsFormattedInItsLargestExactUnit) {
  EXPECT_EQ(format_duration(microseconds(0)), "0s");
  EXPECT_EQ(format_duration(microseconds(1500)), "1500us");
  EXPECT_EQ(format_duration(seconds(90)), "90s");
  EXPECT_EQ(format_duration(seconds(120)), "2m");
  EXPECT_EQ(format_duration(std::chrono::hours(24)), "24h");
}

TEST(Size, NeedsAWholeNumberAndABinaryUnit) {
  EXPECT_EQ(parse_size("512B"), 512U);
  EXPECT_EQ(parse_size("64KiB"), 65536U);
  EXPECT_EQ(parse_size("1MiB"), 1U << 20);
  EXPECT_EQ(parse_size("2GiB"), 2ULL << 30);
  for (const auto* bad : {"", "64", "64KB", "64k", "1.5KiB", "-1B", "KiB", "1000000000B"}) {
    EXPECT_FALSE(parse_size(bad)) << bad;
  }
}

TEST(Size, IsFormattedInItsLargestExactUnit) {
  EXPECT_EQ(format_size(0), "0B");
  EXPECT_EQ(format_size(1023), "1023B");
  EXPECT_EQ(format_size(65536), "64KiB");
  EXPECT_EQ(format_size(3ULL << 30), "3GiB");
}

}  // namespace
}  // namespace meridian::config
