// What every store does, asked of each of them.
#include "meridian/core/base/limits.hpp"
#include "tests/component/io/store/stored.hpp"

namespace meridian::store::test {
namespace {

struct InMemory {
  std::unique_ptr<Store> open(boost::asio::io_context& io) {
    return std::make_unique<MemoryStore>(io);
  }
};

struct InRedis {
  std::unique_ptr<Store> open(boost::asio::io_context& io) {
    return test::open(io, settings_of(6379));
  }
  RedisServer server{6379};
};

template <class Backend>
class EveryStore : public ::testing::Test {
 protected:
  Stored read() { return test::read(io_, *store_).value(); }
  Written write(const Stored& expected, const Stored& next) {
    return test::write(io_, *store_, expected, next).value();
  }
  std::vector<Conflict> conflicts() {
    return answer_of<std::vector<Conflict>>(io_, [&](auto then) { store_->conflicts(then); })
        .value();
  }
  void keep(const Conflict& conflict) {
    bool kept = false;
    store_->keep_conflict(conflict, [&](const Result<void>& done) { kept = done.has_value(); });
    EXPECT_TRUE(await(io_, [&] { return kept; }));
  }

  boost::asio::io_context io_;
  Backend backend_;
  std::unique_ptr<Store> store_ = backend_.open(io_);
};

using Backends = ::testing::Types<InMemory, InRedis>;
TYPED_TEST_SUITE(EveryStore, Backends);

TYPED_TEST(EveryStore, IsEmptyAtFirst) {
  EXPECT_EQ(this->read().version, 0U);
  EXPECT_TRUE(this->conflicts().empty());
  EXPECT_TRUE(this->store_->status().up);
}

TYPED_TEST(EveryStore, TakesWhatRestsOnWhatIsThere) {
  EXPECT_TRUE(this->write({}, {7, 1, "one"}).accepted);
  EXPECT_TRUE(this->write({7, 1, ""}, {7, 2, "two"}).accepted);
  const Stored stored = this->read();
  EXPECT_EQ(stored.epoch, 7U);
  EXPECT_EQ(stored.version, 2U);
  EXPECT_EQ(stored.text, "two");
}

TYPED_TEST(EveryStore, RefusesWhatRestsOnSomethingElseAndSaysWhatStands) {
  this->write({}, {7, 1, "one"});
  for (const Stored& expected : {Stored{}, Stored{7, 2, ""}, Stored{8, 1, ""}}) {
    const Written written = this->write(expected, {7, 9, "nine"});
    EXPECT_FALSE(written.accepted);
    EXPECT_EQ(written.current.epoch, 7U);
    EXPECT_EQ(written.current.version, 1U);
    EXPECT_EQ(written.current.text, "one");
  }
}

TYPED_TEST(EveryStore, SaysThatNothingStandsWhereSomethingWasExpected) {
  const Written written = this->write({7, 3, ""}, {7, 4, "four"});
  EXPECT_FALSE(written.accepted);
  EXPECT_EQ(written.current.version, 0U);
}

TYPED_TEST(EveryStore, LetsOneOfTwoWin) {
  std::vector<Written> answers;
  for (const std::uint64_t epoch : {11, 22})
    this->store_->write({}, {epoch, 1, std::to_string(epoch)},
                        [&](const Result<Written>& written) { answers.push_back(*written); });
  ASSERT_TRUE(await(this->io_, [&] { return answers.size() == 2; }));
  EXPECT_NE(answers[0].accepted, answers[1].accepted);
  for (const Written& answer : answers) EXPECT_EQ(answer.current.text, this->read().text);
}

TYPED_TEST(EveryStore, KeepsNumbersAndBytesAsTheyAre) {
  const std::uint64_t most = ~0ULL;
  std::string text(limits::kOverridesBytesMax, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i * 31);
  EXPECT_TRUE(this->write({}, {most, most - 1, text}).accepted);
  EXPECT_TRUE(this->write({most, most - 1, ""}, {most, most, text}).accepted);
  const Stored stored = this->read();
  EXPECT_EQ(stored.epoch, most);
  EXPECT_EQ(stored.version, most);
  EXPECT_EQ(stored.text, text);
}

TYPED_TEST(EveryStore, TellsWhereSomethingMoved) {
  int told = 0;
  this->store_->on_change([&] { ++told; });
  this->write({}, {7, 1, "one"});
  if (this->store_->status().backend == "memory") {
    EXPECT_TRUE(await(this->io_, [&] { return told == 1; }));
  }
  this->write({}, {7, 1, "lost"});
  EXPECT_LE(told, 1);
}

TYPED_TEST(EveryStore, KeepsAConflictOnceAndTheNewestInFront) {
  this->keep({"a", "edge-1", {}, "text of a"});
  this->keep({"b", "edge-2", {}, "text of b"});
  this->keep({"a", "edge-3", {}, "text of a"});
  const auto kept = this->conflicts();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].id, "b");
  EXPECT_EQ(kept[1].edge, "edge-1");
  EXPECT_EQ(kept[1].text, "text of a");
  EXPECT_LT(std::chrono::system_clock::now() - kept[1].at, std::chrono::minutes(10));
}

TYPED_TEST(EveryStore, KeepsABoundedNumberOfConflicts) {
  for (std::size_t i = 0; i < kConflictsMax + 3; ++i)
    this->keep({std::to_string(i), "edge-1", {}, "text"});
  const auto kept = this->conflicts();
  ASSERT_EQ(kept.size(), kConflictsMax);
  EXPECT_EQ(kept.front().id, std::to_string(kConflictsMax + 2));
}

}  // namespace
}  // namespace meridian::store::test
