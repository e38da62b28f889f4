#include "meridian/service/what_if/question.hpp"

#include <gtest/gtest.h>

namespace meridian::what_if {
namespace {

std::string wrong(std::string_view text) {
  const auto question = question_of_json(text);
  return question ? "" : question.error().context;
}

TEST(QuestionOfJson, HasWhatIsWritten) {
  const auto question = question_of_json(
      R"({"ip": "80.128.0.1", "host": "shop.example:443", "path": "/a?b=1", "method": "POST",
          "headers": {"X-Canary": "1"}, "down": ["eu"], "pin": "us", "tried": ["ap"]})");
  ASSERT_TRUE(question.has_value()) << question.error().context;
  EXPECT_EQ(question->host, "shop.example");
  EXPECT_EQ(question->path, "/a");
  EXPECT_EQ(question->method, "POST");
  EXPECT_EQ(question->headers[0].first, "X-Canary");
  EXPECT_EQ(question->down, (std::vector<std::string>{"eu"}));
  EXPECT_EQ(question->pin, "us");
  EXPECT_EQ(question->tried, (std::vector<std::string>{"ap"}));
}

TEST(QuestionOfJson, HasDefaults) {
  const auto question = question_of_json(R"({"ip": "::1", "host": "[2001:db8::1]:80"})");
  ASSERT_TRUE(question.has_value());
  EXPECT_EQ(question->host, "[2001:db8::1]");
  EXPECT_EQ(question->path, "/");
  EXPECT_EQ(question->method, "GET");
}

TEST(QuestionOfJson, SaysWhatIsWrong) {
  EXPECT_NE(wrong("[1]").find("no JSON object"), std::string::npos);
  EXPECT_NE(wrong(R"({"host": "x"})").find("no client address"), std::string::npos);
  EXPECT_NE(wrong(R"({"ip": "1.2.3", "host": "x"})").find("not an IP address"), std::string::npos);
  EXPECT_NE(wrong(R"({"ip": "::1"})").find("no host"), std::string::npos);
  EXPECT_NE(wrong(R"({"ip": "::1", "host": "x", "path": "a"})").find("begin with /"),
            std::string::npos);
  EXPECT_NE(wrong(R"({"ip": "::1", "host": 1})").find("`host` is no text"), std::string::npos);
  EXPECT_NE(wrong(R"({"ip": "::1", "host": "x", "down": [1]})").find("`down`"), std::string::npos);
  EXPECT_NE(wrong(R"({"ip": "::1", "host": "x", "headers": {"A": 1}})").find("header `A`"),
            std::string::npos);
  EXPECT_NE(wrong(R"({"ip": "::1", "host": "x", "where": 1})").find("no field `where`"),
            std::string::npos);
}

}  // namespace
}  // namespace meridian::what_if
