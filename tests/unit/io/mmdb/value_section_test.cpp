#include "io/mmdb/value_section.hpp"

#include <gtest/gtest.h>

#include <string>

#include "meridian/core/base/limits.hpp"

namespace meridian::mmdb {
namespace {

using namespace std::string_literals;

bool sound(const std::string& bytes, Pointers pointers = Pointers::to_anything) {
  return ValueSection::check(std::as_bytes(std::span(bytes.data(), bytes.size())), pointers)
      .has_value();
}

std::string nested_arrays(std::size_t depth) {
  std::string bytes;
  for (std::size_t i = 0; i < depth; ++i) bytes += "\x01\x04"s;  // an array of one
  return bytes + "\xa0"s;                                        // uint16 0
}

TEST(ValueSection, TakesEveryType) {
  for (const std::string& bytes :
       {""s, "\x42hi"s, "\x68"s + std::string(8, 'd'), "\x83xyz"s, "\xa2\x01\x02"s,
        "\xc4"s + "abcd", "\x04\x01"s + "abcd", "\x08\x02"s + std::string(8, '1'),
        "\x10\x03"s + std::string(16, '1'), "\x01\x07"s, "\x00\x07"s, "\x04\x08"s + "abcd",
        "\xe1\x41k\x41v"s, "\xe0"s, "\x02\x04\x41"s + "a\x41"s + "b",
        "\x5d\x00"s + std::string(29, 'x'), "\x5e\x00\x01"s + std::string(286, 'x')})
    EXPECT_TRUE(sound(bytes)) << testing::PrintToString(bytes);
}

TEST(ValueSection, RefusesWhatRunsOverTheEnd) {
  for (const std::string& bytes : {"\x42h"s, "\x68"s, "\x5d"s, "\x5e\x01"s, "\x5f\x01\x01"s,
                                   "\x01"s, "\x00"s, "\x20"s, "\x38\x01\x02\x03"s, "\xe1\x41k"s,
                                   "\xe2\x41k\x41v"s, "\x02\x04\x41k"s, "\xff\xff\xff\xff"s})
    EXPECT_FALSE(sound(bytes)) << testing::PrintToString(bytes);
}

TEST(ValueSection, RefusesSizesThatATypeCannotHave) {
  for (const std::string& bytes :
       {"\x67"s + std::string(7, 'd'), "\xa3"s + "abc", "\xc5"s + "abcde", "\x05\x01"s + "abcde",
        "\x09\x02"s + std::string(9, '1'), "\x02\x07"s, "\x03\x08"s + "abc", "\x00\x05"s,
        "\x00\x06"s, "\x00\x09"s, "\x00\xff"s})
    EXPECT_FALSE(sound(bytes)) << testing::PrintToString(bytes);
}

TEST(ValueSection, PointersGoBackToValuesOnly) {
  EXPECT_TRUE(sound("\x42hi\x20\x00"s));
  EXPECT_TRUE(sound("\x42hi\xe1\x20\x00\x20\x00"s));
  EXPECT_FALSE(sound("\x20\x00"s)) << "to itself";
  EXPECT_FALSE(sound("\x20\x02\x42hi"s)) << "forward";
  EXPECT_FALSE(sound("\x42hi\x20\x01"s)) << "into a value";
  EXPECT_FALSE(sound("\x42hi\x20\x00\x20\x03"s)) << "to a pointer";
  EXPECT_FALSE(sound("\x42hi\x28\x00\x00"s)) << "far away";
  EXPECT_FALSE(sound("\x42hi\x38\xff\xff\xff\xff"s)) << "as far as they go";
}

TEST(ValueSection, PointersOfEveryWidthAreRead) {
  const std::string far = "\x5f\x00\x00\x00"s + std::string(65821, 'x');  // 65825 bytes
  EXPECT_TRUE(sound(far + "\x41y"s + "\x28\xf9\x21"s));                   // 0xf921 + 2048
  EXPECT_TRUE(sound(far + "\x41y"s + "\x38\x00\x01\x01\x21"s));
  EXPECT_FALSE(sound(far + "\x41y"s + "\x38\x00\x01\x01\x22"s));
  const std::string farther = "\x5f\x07\x06\xe3"s + std::string(65821 + 0x706e3, 'x');
  ASSERT_EQ(farther.size(), 526340u);
  EXPECT_TRUE(sound(farther + "\x41y"s + "\x30\x00\x00\x04"s));  // 4 + 526336
  EXPECT_FALSE(sound(farther + "\x41y"s + "\x30\x00\x00\x05"s));
}

TEST(ValueSection, ContainersBehindPointersAreRefusedWhereAsked) {
  const std::string doubling = "\xe1\x41k\x41v\x02\x04\x20\x00\x20\x00"s;
  EXPECT_TRUE(sound(doubling, Pointers::to_anything));
  EXPECT_FALSE(sound(doubling, Pointers::to_scalars));
  EXPECT_TRUE(sound("\x42hi\x02\x04\x20\x00\x20\x00"s, Pointers::to_scalars));
}

TEST(ValueSection, NestingHasABottom) {
  EXPECT_TRUE(sound(nested_arrays(limits::kGeoDepthMax)));
  EXPECT_FALSE(sound(nested_arrays(limits::kGeoDepthMax + 1)));
  EXPECT_FALSE(sound(nested_arrays(1'000'000)));
}

TEST(ValueSection, ALongRowOfContainersIsNotNested) {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) bytes += "\x01\x04\xe0"s;
  EXPECT_TRUE(sound(bytes));
}

TEST(ValueSection, KnowsWhereMapsStart) {
  const std::string bytes = "\x41\xe0\xe1\x41k\x20\x00\x00\x04"s;
  const auto data = ValueSection::check(std::as_bytes(std::span(bytes.data(), bytes.size())),
                                        Pointers::to_anything);
  ASSERT_TRUE(data.has_value());
  for (std::size_t at = 0; at < bytes.size() + 3; ++at)
    EXPECT_EQ(data->is_map_at(at), at == 2) << at;
}

}  // namespace
}  // namespace meridian::mmdb
