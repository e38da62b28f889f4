#include "meridian/core/state/change.hpp"

#include <gtest/gtest.h>

#include "documents.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/state/overrides_json.hpp"

namespace meridian::state {
namespace {

using namespace test;

TEST(Apply, FirstChangeGivesTheDocumentItsEpoch) {
  const Overrides first = with({}, kWeight, 20U);
  EXPECT_EQ(first.epoch, 77U);
  EXPECT_EQ(first.version, 1U);
  Change later = change_of(kWeight, 30U);
  later.new_epoch = 78;
  EXPECT_EQ(apply(first, later).overrides.epoch, 77U);
}

TEST(Apply, EntryTellsWhoWhyAndWhen) {
  Change change = change_of(kUpstream, config::UpstreamState::draining);
  change.expires = second(2000);
  const Applied applied = apply({}, change);
  const Override& entry = applied.overrides.entries.at(kUpstream);
  EXPECT_EQ(entry.by, "alice");
  EXPECT_EQ(entry.reason, "maintenance");
  EXPECT_EQ(entry.at, second(1000));
  EXPECT_EQ(entry.expires, second(2000));
  EXPECT_EQ(entry.version, 1U);
}

TEST(Apply, NothingSetsBackToTheFile) {
  const Overrides first = with({}, kWeight, 20U);
  const Applied applied = apply(first, change_of(kWeight, std::nullopt));
  EXPECT_TRUE(applied.overrides.entries.empty());
  EXPECT_EQ(applied.overrides.version, 2U);
}

TEST(Apply, ChangeOfNothingKeepsTheVersion) {
  const Overrides first = with({}, kWeight, 20U);
  EXPECT_EQ(apply(first, change_of(kRegion, std::nullopt)).overrides, first);
  EXPECT_EQ(apply(first, change_of(kWeight, 20U)).overrides, first);
}

TEST(Apply, SeveralAreSetAtOnce) {
  Change change = change_of(kWeight, 20U);
  change.sets.emplace_back(kOtherWeight, 80U);
  EXPECT_EQ(apply({}, change).overrides.entries.size(), 2U);
}

TEST(Apply, RefusesWhatRestsOnAnOlderState) {
  const Overrides first = with({}, kWeight, 20U);
  Change change = change_of(kWeight, 30U);
  change.seen = tag_of({}, kWeight);
  EXPECT_EQ(apply(first, change).refusal, Refusal::moved);
  change.seen = tag_of(first, kWeight);
  EXPECT_EQ(apply(first, change).refusal, Refusal::none);
}

TEST(Apply, RefusesADocumentThatIsTooLarge) {
  Change change = change_of(kWeight, 20U);
  change.reason = std::string(limits::kOverrideReasonBytesMax, 'x');
  for (int i = 0; i < 1000; ++i)
    change.sets.emplace_back(Target{Kind::weight, "api", "r" + std::to_string(i)}, 1U);
  EXPECT_EQ(apply({}, change).refusal, Refusal::too_large);
}

TEST(Tag, MovesWithItsResourceOnly) {
  const Target weights{Kind::weight, "api", ""};
  const Overrides first = with({}, kWeight, 20U);
  const Overrides second_one = with(first, kRegion, config::UpstreamState::disabled);
  EXPECT_EQ(tag_of(first, kWeight), tag_of(second_one, kWeight));
  EXPECT_EQ(tag_of(first, weights), tag_of(second_one, weights));
  EXPECT_NE(tag_of(first, kRegion), tag_of(second_one, kRegion));
  EXPECT_NE(tag_of(first, std::nullopt), tag_of(second_one, std::nullopt));
  EXPECT_NE(tag_of(first, weights), tag_of(with(first, kOtherWeight, 1U), weights));
  EXPECT_NE(tag_of(first, weights), tag_of({}, weights));
}

TEST(Tag, StateOfARegionIsNotThatOfAnUpstream) {
  const Overrides region = with({}, kRegion, config::UpstreamState::disabled);
  EXPECT_EQ(tag_of(region, kUpstream), tag_of({}, kUpstream));
}

TEST(Expire, DropsWhatHasEndedAndMovesTheVersion) {
  Change change = change_of(kWeight, 20U);
  change.expires = second(2000);
  const Overrides both =
      apply(with({}, kRegion, config::UpstreamState::disabled), change).overrides;
  EXPECT_EQ(next_expiry(both), second(2000));
  EXPECT_EQ(expire(both, second(2000) - milliseconds(1)), both);
  const Overrides left = expire(both, second(2000));
  EXPECT_EQ(left.version, both.version + 1);
  EXPECT_EQ(left.entries.size(), 1U);
  EXPECT_EQ(next_expiry(left), std::nullopt);
}

TEST(Apply, SetsAllEntriesAtOnceAsTheyWere) {
  const Overrides kept = with(with({}, kWeight, 5U), kRegion, config::UpstreamState::draining);
  const Overrides other = with({}, kOtherWeight, 7U);
  Change change = change_of(kWeight, 1U);
  change.entries = kept.entries;
  change.sets.clear();
  change.resource.reset();
  const Applied applied = apply(other, change);
  EXPECT_EQ(applied.overrides.version, other.version + 1);
  EXPECT_EQ(applied.overrides.entries.size(), 2U);
  EXPECT_EQ(applied.overrides.entries.at(kWeight).reason, "maintenance");
  EXPECT_EQ(applied.overrides.entries.at(kWeight).version, applied.overrides.version);
  EXPECT_EQ(apply(applied.overrides, change).overrides.version, applied.overrides.version)
      << "nothing changes the second time";
}

TEST(Apply, DoesNotBringBackWhatHasEndedMeanwhile) {
  Change first = change_of(kWeight, 5U);
  first.expires = second(2000);
  Change change = change_of(kWeight, 1U);
  change.entries = apply({}, first).overrides.entries;
  change.at = second(2000);
  change.sets.clear();
  EXPECT_TRUE(apply(with({}, kOtherWeight, 7U), change).overrides.entries.empty());
}

TEST(Apply, ASafetyRuleStopsAChangeUnlessItIsSkipped) {
  Change change = change_of(kWeight, 20U);
  change.judge = [](const Overrides& before, const Overrides& after) {
    EXPECT_TRUE(before.entries.empty());
    EXPECT_EQ(after.entries.size(), 1U);
    return std::vector<Breach>{{"core", "too few"}, {"fence", "none left"}};
  };
  change.skipped = {"core"};
  const Applied refused = apply({}, change);
  EXPECT_EQ(refused.refusal, Refusal::unsafe);
  EXPECT_EQ(refused.breaches, (std::vector<Breach>{{"fence", "none left"}}));
  change.skipped = {"fence", "core"};
  EXPECT_EQ(apply({}, change).refusal, Refusal::none);
}

}  // namespace
}  // namespace meridian::state
