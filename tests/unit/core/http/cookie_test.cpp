#include "meridian/core/http/cookie.hpp"

#include "parsed.hpp"

namespace meridian::http {
namespace {

std::string cookie(const std::string& lines, std::string_view name) {
  const ParsedRequest parsed(get_with(lines));
  EXPECT_EQ(parsed.result.state, HeadState::complete);
  return std::string(find_cookie(parsed.head.fields.span(), name).value_or("(none)"));
}

TEST(Cookie, IsFoundByItsExactNameInAnyLine) {
  const std::string lines = "Cookie: a=1; sid=x;b=\r\ncookie: sid=second; c=\"quoted\"\r\n";
  EXPECT_EQ(cookie(lines, "a"), "1");
  EXPECT_EQ(cookie(lines, "sid"), "x");
  EXPECT_EQ(cookie(lines, "b"), "");
  EXPECT_EQ(cookie(lines, "c"), "quoted");
  EXPECT_EQ(cookie(lines, "SID"), "(none)");
  EXPECT_EQ(cookie(lines, "si"), "(none)");
  EXPECT_EQ(cookie(lines, "id"), "(none)");
}

TEST(Cookie, WhatIsNoPairIsPassedOver) {
  EXPECT_EQ(cookie("Cookie: sid; ;;=; sid=ok\r\n", "sid"), "ok");
  EXPECT_EQ(cookie("Cookie: x=sid=no\r\n", "sid"), "(none)");
  EXPECT_EQ(cookie("Cookie: sid=a=b\r\n", "sid"), "a=b");
  EXPECT_EQ(cookie("Cookie:\r\n", "sid"), "(none)");
  EXPECT_EQ(cookie("X-Cookie: sid=no\r\n", "sid"), "(none)");
  EXPECT_EQ(cookie("Cookie: sid=\"\r\n", "sid"), "\"");
}

}  // namespace
}  // namespace meridian::http
