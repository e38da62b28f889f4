// Readers look up without pause while the file is replaced, cut, overwritten and emptied: they see
// one good database or the next, never anything else.
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <mutex>
#include <thread>
#include <vector>

#include "meridian/io/mmdb/reloader.hpp"
#include "tests/unit/io/mmdb/files.hpp"

namespace meridian::mmdb {
namespace {

constexpr int kReaders = 4;
constexpr int kRounds = 20;

// The database in use, as the threads share it.
class InUse {
 public:
  void set(std::shared_ptr<const GeoDatabase> database) {
    const std::lock_guard lock(mutex_);
    database_ = std::move(database);
  }
  std::shared_ptr<const GeoDatabase> get() {
    const std::lock_guard lock(mutex_);
    return database_;
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<const GeoDatabase> database_;
};

class Readers {
 public:
  explicit Readers(InUse& in_use) : in_use_(in_use), all_read_(kReaders) {
    for (int i = 0; i < kReaders; ++i) threads_.emplace_back([this] { read(); });
    all_read_.wait();
  }
  // How many lookups gave anything but one of the two right answers.
  std::uint64_t stop() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
    return wrong_;
  }

 private:
  void read() {
    for (bool first = true; !stop_; first = false) {
      const auto database = in_use_.get();
      for (int i = 0; i < 100; ++i) {
        const auto german = database->lookup(ip("80.128.0.1")).country.code();
        const auto american = database->lookup(ip("12.0.0.1")).country.code();
        if ((german != "DE" && german != "US") || american != "US") ++wrong_;
      }
      if (first) all_read_.count_down();
    }
  }

  InUse& in_use_;
  std::latch all_read_;
  std::atomic<bool> stop_{false};
  std::atomic<std::uint64_t> wrong_{0};
  std::vector<std::thread> threads_;
};

struct Counts {
  int swapped = 0;
  int failed = 0;
};

void poll(Reloader& reloader, InUse& in_use, Counts& counts) {
  const auto polled = reloader.poll();
  ASSERT_TRUE(polled.has_value());
  if (polled->has_error()) {
    ++counts.failed;
  } else {
    ++counts.swapped;
    in_use.set(**polled);
  }
  EXPECT_FALSE(reloader.poll().has_value());
}

TEST(ReloadUnderTraffic, ReadersSeeOnlyGoodDatabases) {
  const std::string flat = bytes_of(generated("flat"));
  const std::string moved = bytes_of(generated("moved"));
  const Folder folder;
  folder.replace("db", flat);
  Reloader reloader({folder.path("db"), ""});
  InUse in_use;
  Counts counts;
  poll(reloader, in_use, counts);
  Readers readers(in_use);
  for (int round = 0; round < kRounds; ++round) {
    std::filesystem::resize_file(folder.path("db"), 700);
    poll(reloader, in_use, counts);
    folder.overwrite("db", std::string(5000, 'x'));
    poll(reloader, in_use, counts);
    folder.replace("db", moved);
    poll(reloader, in_use, counts);
    std::filesystem::resize_file(folder.path("db"), 0);
    poll(reloader, in_use, counts);
    folder.replace("db", flat);
    poll(reloader, in_use, counts);
  }
  EXPECT_EQ(readers.stop(), 0u);
  EXPECT_EQ(counts.swapped, 1 + 2 * kRounds);
  EXPECT_EQ(counts.failed, 3 * kRounds);
}

}  // namespace
}  // namespace meridian::mmdb
