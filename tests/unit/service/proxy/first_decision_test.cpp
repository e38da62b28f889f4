#include "service/proxy/first_decision.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meridian::proxy {
namespace {

using namespace std::string_view_literals;

config::Config config_with(std::vector<config::HeaderMatch> headers) {
  config::Config config;
  for (const config::HeaderMatch& match : headers) {
    config.routes.emplace_back();
    config.routes.back().headers = {match};
  }
  return config;
}

TEST(LoggedFields, AreThoseThatRoutesAskForOnce) {
  const auto fields =
      logged_fields(config_with({{"x-b", "1", false}, {"x-a", "", true}, {"x-b", "", true}}));
  ASSERT_EQ(fields.size(), 2U);
  EXPECT_EQ(fields[0].name, "x-a");
  EXPECT_FALSE(fields[0].by_value);
  EXPECT_EQ(fields[1].name, "x-b");
  EXPECT_TRUE(fields[1].by_value);
}

class DescribeFields : public testing::Test {
 protected:
  void describe(std::size_t room) {
    record_ = {};
    room_.resize(room);
    describe_fields(fields_, {{"x-a", true}, {"x-secret", false}}, room_, record_);
  }
  std::vector<http::Field> fields_{
      {"X-Secret", "password"}, {"Host", "h"}, {"X-A", "one"}, {"x-a", ""}};
  std::vector<char> room_;
  observability::AccessRecord record_;
};

TEST_F(DescribeFields, KeepsNamesAndTheValuesThatAreCompared) {
  describe(64);
  EXPECT_EQ(record_.fields, "x-a\0one\0x-a\0\0x-secret\0\0"sv);
  EXPECT_FALSE(record_.fields_cut);
}

TEST_F(DescribeFields, LeavesOutWhatDoesNotFitAndFlagsIt) {
  describe(10);
  EXPECT_EQ(record_.fields, "x-a\0one\0"sv);
  EXPECT_TRUE(record_.fields_cut);
  describe(0);
  EXPECT_EQ(record_.fields, ""sv);
  EXPECT_TRUE(record_.fields_cut);
}

TEST(FirstDecision, KeepsItsViewUntilItIsLetGo) {
  PinnedSnapshot first;
  PinnedSnapshot second;
  FirstDecision decision;
  EXPECT_FALSE(decision.taken());
  EXPECT_EQ(decision.let_go(&first), nullptr);
  decision.take(&first, {}, {}, {});
  EXPECT_TRUE(decision.keeps(&first));
  EXPECT_FALSE(decision.keeps(&second));
  EXPECT_EQ(decision.let_go(&second), &first);
  EXPECT_FALSE(decision.taken());
  decision.take(&first, {}, {}, {});
  EXPECT_EQ(decision.let_go(&first), nullptr);
}

}  // namespace
}  // namespace meridian::proxy
