#include "meridian/core/state/overrides_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::state {
namespace {

using namespace test;
using testing::HasSubstr;

Overrides one_of_each() {
  Change change = change_of(kWeight, 20U);
  change.expires = second(2000);
  change.sets.emplace_back(kRegion, config::UpstreamState::draining);
  change.sets.emplace_back(kUpstream, config::UpstreamState::disabled);
  change.sets.emplace_back(kPrimary, std::string("us"));
  return apply({}, change).overrides;
}

std::string error_of(const std::string& text) {
  const auto decoded = decode(text);
  return decoded ? "" : decoded.error().context;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(OverridesJson, IsReadAsItIsWritten) {
  for (const Overrides& overrides : {Overrides{}, one_of_each()}) {
    const auto decoded = decode(encode(overrides));
    ASSERT_TRUE(decoded.has_value()) << decoded.error().context;
    EXPECT_EQ(*decoded, overrides);
  }
}

TEST(OverridesJson, RefusesAnotherFormatAndUnknownFields) {
  const std::string text = encode(one_of_each());
  EXPECT_THAT(error_of(replaced(text, "\"format\":1", "\"format\":2")), HasSubstr("format"));
  EXPECT_THAT(error_of(replaced(text, "\"epoch\"", "\"speed\":1,\"epoch\"")), HasSubstr("`speed`"));
  EXPECT_THAT(error_of(replaced(text, "\"reason\"", "\"colour\":1,\"reason\"")),
              HasSubstr("`colour`"));
}

TEST(OverridesJson, RefusesWhatIsNotWrittenThatWay) {
  const std::string text = encode(one_of_each());
  EXPECT_NE(error_of(text + " "), "");
  EXPECT_NE(error_of(replaced(text, "\"value\":20", "\"value\":21")), "");  // the digest tells
  EXPECT_NE(error_of(replaced(text, "\"value\":20", "\"value\":20.0")), "");
  EXPECT_NE(error_of(replaced(text, "\"value\":20", "\"value\":2000")), "");
  EXPECT_NE(error_of(replaced(text, "\"draining\"", "\"resting\"")), "");
  EXPECT_NE(error_of(replaced(text, "maintenance", "two\\nlines")), "");
  EXPECT_NE(error_of(""), "");
  EXPECT_NE(error_of("[]"), "");
  EXPECT_NE(error_of("{}"), "");
  EXPECT_NE(error_of("{\"format\":1,\"format\":1}"), "");
}

TEST(OverridesJson, RefusesWhatIsTooLong) {
  EXPECT_THAT(error_of(std::string(limits::kOverridesBytesMax + 1, ' ')), HasSubstr("longer"));
}

TEST(OverridesJson, DigestIsOfTheEntriesAlone) {
  Overrides other = one_of_each();
  other.version = 9;
  EXPECT_EQ(digest_of(other), digest_of(one_of_each()));
  EXPECT_NE(digest_of(with(other, kWeight, 21U)), digest_of(other));
}

}  // namespace
}  // namespace meridian::state
