#include "meridian/io/store/memory_store.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace meridian::store {
namespace {

class AMemoryStore : public testing::Test {
 protected:
  Written write(const Stored& expected, Stored next) {
    std::optional<Written> written;
    store_.write(expected, std::move(next), [&](const auto& result) { written = *result; });
    EXPECT_FALSE(written.has_value()) << "called inside the call";
    io_.restart();
    io_.run();
    return written.value();
  }
  Stored read() {
    std::optional<Stored> stored;
    store_.read([&](const auto& result) { stored = *result; });
    io_.restart();
    io_.run();
    return stored.value();
  }

  boost::asio::io_context io_;
  MemoryStore store_{io_};
};

TEST_F(AMemoryStore, IsEmptyAtFirst) {
  EXPECT_EQ(read().version, 0U);
}

TEST_F(AMemoryStore, TakesWhatRestsOnWhatIsThere) {
  EXPECT_TRUE(write({}, {7, 1, "one"}).accepted);
  EXPECT_TRUE(write({7, 1, ""}, {7, 2, "two"}).accepted);
  EXPECT_EQ(read().text, "two");
}

TEST_F(AMemoryStore, RefusesWhatRestsOnSomethingElseAndSaysWhatStands) {
  write({}, {7, 1, "one"});
  for (const Stored& expected : {Stored{}, Stored{7, 2, ""}, Stored{8, 1, ""}}) {
    const Written written = write(expected, {7, 9, "nine"});
    EXPECT_FALSE(written.accepted);
    EXPECT_EQ(written.current.text, "one");
  }
}

TEST_F(AMemoryStore, TellsOfEveryAcceptedWrite) {
  int told = 0;
  store_.on_change([&] { ++told; });
  write({}, {7, 1, "one"});
  write({}, {7, 1, "lost"});
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace meridian::store
