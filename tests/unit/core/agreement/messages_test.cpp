#include "meridian/core/agreement/messages.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/agreement/votes.hpp"

namespace meridian::agreement {
namespace {

using namespace test;

Report some_report() {
  Report report;
  report.edge = "fra-1";
  report.run = 0x123456789abcdef0;
  report.sequence = 17;
  report.opinions = {{kEu, kAnswer}, {kUs, {Vote::up, Kind::path, 2}}};
  report.base = 1;
  report.digest = 0xffffffffffffffff;
  report.overrides = 12;
  report.known = {"00000000000000ff", 3};
  return report;
}

Answer some_answer() {
  Answer answer;
  answer.now = at(0);
  answer.version = {"00000000000000ff", 4};
  answer.brings_verdicts = true;
  answer.verdicts = {{kEu, {true, Kind::answer, at(-5), 2, 3, "fra-1"}}};
  answer.members = 3;
  return answer;
}

TEST(Messages, ReportReadsAsItWasWritten) {
  const std::string text = encode(some_report());
  EXPECT_EQ(text,
            "report 1 fra-1 123456789abcdef0 17 changes 6000 600000 0000000000000001 "
            "ffffffffffffffff 0000000000000000 0000000000000000 12 1 00000000000000ff 3\n"
            "api/eu answer 0\napi/us up 2\n");
  const auto read = decode_report(text);
  ASSERT_TRUE(read.has_value()) << read.error().context;
  EXPECT_EQ(encode(*read), text);
}

TEST(Messages, AnswerReadsAsItWasWritten) {
  const std::string text = encode(some_answer());
  EXPECT_EQ(text,
            "answer 1 yes 1000000 00000000000000ff 4 3 0 0 1 verdicts\n"
            "api/eu out answer 999995 2 3 fra-1\n");
  const auto read = decode_answer(text);
  ASSERT_TRUE(read.has_value()) << read.error().context;
  EXPECT_EQ(*read, some_answer());
}

TEST(Messages, EdgesAndEventsReadAsTheyWereWritten) {
  Cluster two(2);
  const auto edges = decode_edges(encode(two.store.edges()));
  ASSERT_TRUE(edges.has_value());
  EXPECT_EQ(*edges, two.store.edges());
  two.vote("a", kPath);
  two.vote("b", kPath);
  const std::vector<Event> events(two.store.events().begin(), two.store.events().end());
  const auto read = decode_events(encode(events));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(*read, events);
}

TEST(Messages, WhatALaterFormatAppendsIsPassedOver) {
  std::string text = encode(some_answer());
  for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n', end + 8))
    text.insert(end, " later");
  const auto read = decode_answer(text);
  ASSERT_TRUE(read.has_value()) << read.error().context;
  EXPECT_EQ(*read, some_answer());
}

TEST(Messages, FormatsThatAreNotReadAreRefused) {
  std::string text = encode(some_answer());
  text.replace(text.find(" 1 "), 3, " 2 ");
  EXPECT_FALSE(decode_answer(text).has_value());
  text.replace(text.find(" 2 "), 3, " 0 ");
  EXPECT_FALSE(decode_answer(text).has_value());
}

TEST(Messages, MalformedOnesAreRefusedWithTheLine) {
  const std::string good = encode(some_answer());
  for (const char* bad :
       {"", "\n", "answer", "answer 1\n", "report 1 yes\n",
        "answer 1 maybe 1000000 ff 4 3 0 0 1 same\n",
        "answer 1 yes 1000000 ff 4 3 0 0 1 same\napi/eu out path 1 2 3 a\n",
        "answer 1 yes 99999999999999999 ff 4 3 0 0 1 same\n",
        "answer 1 yes 0100 ff 4 3 0 0 1 same\n", "answer 1 yes 1 ff 4 3 0  1 same\n"}) {
    const auto read = decode_answer(bad);
    ASSERT_FALSE(read.has_value()) << bad;
    EXPECT_NE(read.error().context, "");
  }
  EXPECT_FALSE(decode_answer(good.substr(0, good.size() - 1)).has_value()) << "cut off";
  EXPECT_FALSE(decode_answer(good + good.substr(good.find('\n') + 1)).has_value()) << "twice";
}

TEST(Messages, RowsAreBounded) {
  std::string text = encode(some_report());
  for (int i = 0; i < 5'000; ++i) text += "s/" + std::to_string(i) + " up 0\n";
  EXPECT_FALSE(decode_report(text).has_value());
}

}  // namespace
}  // namespace meridian::agreement
