#include "meridian/core/geo/name_table.hpp"

#include <gtest/gtest.h>

namespace meridian::geo {
namespace {

TEST(NameTable, NumbersDoNotDependOnTheOrderGiven) {
  const NameTable one({"office", "lab", "vpn"});
  const NameTable other({"vpn", "office", "lab", "office"});
  EXPECT_EQ(other.size(), 3u);
  for (const char* name : {"office", "lab", "vpn"}) EXPECT_EQ(one.find(name), other.find(name));
}

TEST(NameTable, NamesReadBackFromTheirNumbers) {
  const NameTable table({"US-CA", "US-NY", "DE-BY"});
  for (const char* name : {"US-CA", "US-NY", "DE-BY"}) {
    EXPECT_NE(table.find(name), 0);
    EXPECT_EQ(table.name(table.find(name)), name);
  }
}

TEST(NameTable, UnknownNamesAreZero) {
  const NameTable table({"b"});
  for (const char* name : {"", "a", "b ", "bb", "c"}) EXPECT_EQ(table.find(name), 0) << name;
  EXPECT_EQ(table.name(0), "");
  EXPECT_EQ(NameTable().find("a"), 0);
}

}  // namespace
}  // namespace meridian::geo
