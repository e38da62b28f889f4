#include "meridian/core/redis/judge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/redis/replies.hpp"

namespace meridian::redis {
namespace {

using test::kAsked;
using testing::HasSubstr;

TEST(Judge, SendsTheWholeScriptWhereItIsNotKnown) {
  EXPECT_EQ(judge("NOSCRIPT No matching script.", kAsked).meaning, Meaning::no_script);
}

TEST(Judge, FollowsAClusterToWhereItSends) {
  const Judgement moved = judge("MOVED 3999 10.0.0.2:6381", kAsked);
  EXPECT_EQ(moved.meaning, Meaning::moved);
  EXPECT_EQ(moved.elsewhere, (Address{"10.0.0.2", 6381, {}}));
  const Judgement ask = judge("ASK 3999 :6381", kAsked);
  EXPECT_EQ(ask.meaning, Meaning::ask);
  EXPECT_EQ(ask.elsewhere, (Address{"10.0.0.1", 6381, {}}));
}

TEST(Judge, FollowsNobodyToNowhere) {
  for (const char* text : {"MOVED", "MOVED 3999", "ASK 3999 nowhere", "MOVED 1 a:0"}) {
    EXPECT_EQ(judge(text, kAsked).meaning, Meaning::refused) << text;
    EXPECT_FALSE(judge(text, kAsked).elsewhere);
  }
}

TEST(Judge, WaitsForAServerThatIsBusyWithItself) {
  for (const char* text : {"TRYAGAIN Multiple keys", "CLUSTERDOWN The cluster is down",
                           "LOADING Redis is loading", "BUSY Redis is busy running a script"})
    EXPECT_EQ(judge(text, kAsked).meaning, Meaning::again) << text;
}

TEST(Judge, LooksForTheMasterWhereThisIsNone) {
  EXPECT_EQ(judge("READONLY You can't write against a read only replica.", kAsked).meaning,
            Meaning::not_master);
}

TEST(Judge, FindsTheErrorInsideAScriptOfAnOlderServer) {
  const Judgement inside =
      judge("ERR Error running script (call to f_1): @user_script:5: -READONLY You can't", kAsked);
  EXPECT_EQ(inside.meaning, Meaning::not_master);
}

TEST(Judge, NamesPlaceAndRemedy) {
  const std::pair<const char*, const char*> remedies[] = {
      {"OOM command not allowed when used memory > 'maxmemory'.", "maxmemory"},
      {"WRONGPASS invalid username-password pair", "store.password_file"},
      {"NOAUTH Authentication required.", "store.password_file"},
      {"NOPERM this user has no permissions", "docs/store.md"},
      {"READONLY You can't write", "store.mode: sentinel"},
      {"NOREPLICAS Not enough good replicas to write.", "min-replicas-to-write"},
      {"MISCONF Redis is configured to save", "disk"}};
  for (const auto& [text, remedy] : remedies) {
    const Error error = judge(text, kAsked).error;
    EXPECT_THAT(error.context, HasSubstr(remedy));
    EXPECT_THAT(error.context, HasSubstr("10.0.0.1:6379"));
    EXPECT_EQ(error.source, ErrorSource::store);
  }
}

TEST(Judge, ShowsOneShortLineOfWhatAServerSays) {
  const Error error = judge("ERR \x1b[31m" + std::string(5000, 'x'), kAsked).error;
  EXPECT_LT(error.context.size(), 300U);
  EXPECT_EQ(error.context.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace meridian::redis
