#include "meridian/io/store/override_ledger.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <boost/asio/post.hpp>
#include <filesystem>
#include <future>
#include <optional>
#include <utility>

#include "meridian/core/state/overrides_json.hpp"
#include "meridian/io/store/memory_store.hpp"
#include "meridian/io/store/state_file.hpp"

namespace meridian::store {
namespace {

using state::Kind;
using state::Overrides;
using state::Target;

const Target kWeight{Kind::weight, "api", "eu"};
const Target kOther{Kind::weight, "api", "us"};

state::StoreTime now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

state::Change change_of(const Target& target, state::Value value) {
  state::Change change;
  change.sets.emplace_back(target, std::move(value));
  change.reason = "test";
  change.by = "alice";
  change.at = now();
  change.resource = target;
  change.new_epoch = 7;
  return change;
}

Overrides with(const Overrides& before, const Target& target, std::uint32_t weight) {
  return state::apply(before, change_of(target, weight)).overrides;
}

Stored stored_of(const Overrides& overrides) {
  return {overrides.epoch, overrides.version, state::encode(overrides)};
}

// A store that other edges write to as well, and that can lose what it had.
class SharedStore : public MemoryStore {
 public:
  SharedStore(boost::asio::io_context& control, Stored first)
      : MemoryStore(control, first), control_(control), last_(std::move(first)) {}

  void write(const Stored& expected, Stored next,
             std::function<void(Result<Written>)> then) override {
    if (before_write) std::exchange(before_write, nullptr)();
    if (!up) {
      boost::asio::post(control_, [then] {
        then(Error{ErrorCode::unavailable, ErrorSource::store, true, "away"});
      });
      return;
    }
    MemoryStore::write(expected, next, [this, then, next](const Result<Written>& written) {
      last_ = written->current;
      then(written);
    });
  }
  // What another edge does: in front of whatever is under way.
  void put(const Overrides& overrides) {
    MemoryStore::write(last_, stored_of(overrides), [](const auto&) {});
    last_ = stored_of(overrides);
  }
  const Stored& last() const { return last_; }

  std::function<void()> before_write;
  bool up = true;

 private:
  boost::asio::io_context& control_;
  Stored last_;
};

class ALedger : public testing::Test {
 protected:
  void TearDown() override {
    background_.join();
    std::filesystem::remove(file_);
  }
  // With `own` as its file has it, on a store that has `stored`.
  OverrideLedger& open(const Overrides& own, const Stored& stored,
                       WallTime known_at = std::chrono::system_clock::now()) {
    auto store = std::make_unique<SharedStore>(io_, stored);
    store_ = store.get();
    OverrideLedger::Settings settings;
    settings.state_file = file_;
    settings.store = std::move(store);
    settings.first = own;
    settings.known_at = known_at;
    ledger_ =
        std::make_unique<OverrideLedger>(io_, background_, std::move(settings),
                                         [this](const auto& overrides) { effective_ = overrides; });
    settle();
    return *ledger_;
  }
  // Until nothing is left to do at once; what is written to disk comes back as well.
  void settle() {
    for (int turn = 0; turn < 20; ++turn) {
      io_.restart();
      io_.poll();
      std::promise<void> written;
      boost::asio::post(background_, [&] { written.set_value(); });
      written.get_future().get();
    }
  }
  Result<state::Applied> change(const state::Change& asked) {
    std::optional<Result<state::Applied>> result;
    ledger_->change(asked, [&](const auto& given) { result = given; });
    settle();
    EXPECT_TRUE(result.has_value());
    return *result;
  }
  std::uint32_t weight(const Target& target) const {
    const auto at = effective_->entries.find(target);
    return at == effective_->entries.end() ? 0 : std::get<std::uint32_t>(at->second.value);
  }

  boost::asio::io_context io_;
  boost::asio::thread_pool background_{1};
  const std::string file_ = testing::TempDir() + "ledger_" + std::to_string(::getpid()) +
                            testing::UnitTest::GetInstance()->current_test_info()->name();
  SharedStore* store_ = nullptr;
  std::unique_ptr<OverrideLedger> ledger_;
  OverrideLedger::Document effective_;
};

TEST_F(ALedger, BringsAChangeIntoTheStoreIntoEffectAndToDisk) {
  open({}, {});
  ASSERT_TRUE(change(change_of(kWeight, 20U)).has_value());
  EXPECT_EQ(weight(kWeight), 20U);
  EXPECT_EQ(store_->last().version, 1U);
  const auto restored = OverrideLedger::restore(file_);
  ASSERT_TRUE(restored.has_value());
  EXPECT_EQ(restored->first, *effective_);
}

TEST_F(ALedger, TriesAgainOnWhatAnotherEdgeWroteMeanwhile) {
  const Overrides first = with({}, kOther, 5);
  open(first, stored_of(first));
  store_->before_write = [&] { store_->put(with(first, kOther, 6)); };
  ASSERT_TRUE(change(change_of(kWeight, 20U)).has_value());
  EXPECT_EQ(weight(kWeight), 20U);
  EXPECT_EQ(weight(kOther), 6U);
  EXPECT_EQ(effective_->version, 3U);
}

TEST_F(ALedger, RefusesWhereTheOtherEdgeTouchedTheSame) {
  const Overrides first = with({}, kWeight, 5);
  open(first, stored_of(first));
  store_->before_write = [&] { store_->put(with(first, kWeight, 6)); };
  state::Change asked = change_of(kWeight, 20U);
  asked.seen = state::tag_of(first, kWeight);
  EXPECT_EQ(change(asked)->refusal, state::Refusal::moved);
  EXPECT_EQ(weight(kWeight), 6U);
}

TEST_F(ALedger, FindsAgainWhatTheStoreLostWhileItIsChanged) {
  const Overrides first = with({}, kOther, 5);
  open(first, stored_of(first));
  store_->before_write = [&] { store_->put({}); };
  ASSERT_TRUE(change(change_of(kWeight, 20U)).has_value());
  EXPECT_EQ(weight(kWeight), 20U);
  EXPECT_EQ(weight(kOther), 5U);
}

TEST_F(ALedger, KeepsTheDocumentThatLostInTheStore) {
  Overrides other = with({}, kOther, 9);
  other.epoch = 8;
  const Overrides own = with({}, kWeight, 5);
  open(own, stored_of(other));
  std::vector<Conflict> kept;
  ledger_->conflicts([&](const Result<std::vector<Conflict>>& given) { kept = *given; });
  settle();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].text, state::encode(own));
}

TEST_F(ALedger, RestrictsThisEdgeAloneAndRemembersItOverARestart) {
  const Overrides first = with({}, kWeight, 5);
  open(first, stored_of(first));
  state::Change drain = change_of({Kind::state, "", "eu"}, config::UpstreamState::draining);
  drain.expires = now() + std::chrono::minutes(30);
  bool done = false;
  ledger_->change_locally(drain, [&](const auto& applied) { done = applied.has_value(); });
  settle();
  EXPECT_TRUE(done);
  EXPECT_EQ(effective_->entries.size(), 2U);
  EXPECT_EQ(ledger_->current()->entries.size(), 1U);
  EXPECT_EQ(store_->last().version, first.version);
  const auto restored = OverrideLedger::restore(file_);
  ASSERT_TRUE(restored.has_value());
  EXPECT_EQ(restored->local, *ledger_->local());
  std::filesystem::remove(file_ + ".local");
}

TEST_F(ALedger, ChangesNothingWhileTheStoreIsAway) {
  const Overrides first = with({}, kWeight, 5);
  open(first, stored_of(first));
  store_->up = false;
  EXPECT_TRUE(change(change_of(kWeight, 20U)).has_error());
  EXPECT_EQ(weight(kWeight), 5U);
}

TEST_F(ALedger, WritesBackWhatTheStoreHasLost) {
  const Overrides own = with(with({}, kWeight, 5), kWeight, 6);
  open(own, {});
  EXPECT_EQ(store_->last().version, own.version);
  EXPECT_EQ(weight(kWeight), 6U);
  EXPECT_EQ(ledger_->lost_documents(), 0U);
}

TEST_F(ALedger, NeverWritesBackWhatIsOlderThanADay) {
  open(with({}, kWeight, 5), {}, std::chrono::system_clock::now() - std::chrono::hours(25));
  EXPECT_EQ(store_->last().version, 0U);
  EXPECT_EQ(weight(kWeight), 0U);
  EXPECT_EQ(ledger_->lost_documents(), 1U);
}

TEST_F(ALedger, YieldsToAStoreOfAnotherEpoch) {
  Overrides other = with({}, kOther, 9);
  other.epoch = 8;
  open(with({}, kWeight, 5), stored_of(other));
  EXPECT_EQ(weight(kWeight), 0U);
  EXPECT_EQ(weight(kOther), 9U);
  EXPECT_EQ(ledger_->lost_documents(), 1U);
}

TEST_F(ALedger, KeepsWhatItHasWhereTheStoreIsNotReadable) {
  const Overrides own = with({}, kWeight, 5);
  open(own, {7, 2, "nonsense"});
  EXPECT_EQ(weight(kWeight), 5U);
}

TEST_F(ALedger, TakesWhatAnotherEdgeWrites) {
  const Overrides first = with({}, kWeight, 5);
  open(first, stored_of(first));
  store_->put(with(first, kWeight, 6));
  settle();
  EXPECT_EQ(weight(kWeight), 6U);
}

TEST_F(ALedger, EndsWhatHasEndedBeforeItStarted) {
  state::Change asked = change_of(kWeight, 5U);
  asked.at = now() - std::chrono::hours(2);
  asked.expires = now() - std::chrono::hours(1);
  const Overrides own = state::apply({}, asked).overrides;
  open(own, stored_of(own));
  EXPECT_EQ(weight(kWeight), 0U);
  EXPECT_EQ(store_->last().version, own.version + 1);
}

TEST_F(ALedger, EndsAnOverrideByItselfAlsoWhileTheStoreIsAway) {
  open({}, {});
  state::Change asked = change_of(kWeight, 5U);
  asked.expires = now() + milliseconds(200);
  ASSERT_TRUE(change(asked).has_value());
  store_->up = false;
  while (weight(kWeight) != 0) {
    io_.restart();
    io_.run_one();
  }
  EXPECT_GE(now(), *asked.expires);
}

}  // namespace
}  // namespace meridian::store
