#include "meridian/io/observability/access_log.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "record.hpp"

namespace meridian::observability {
namespace {

namespace fs = std::filesystem;

class AccessLogTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "access-log-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { fs::remove_all(directory_); }

  std::string path(const std::string& name = "access.log") const { return directory_ / name; }
  static std::vector<std::string> lines_of(const std::string& file) {
    std::ifstream in(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

  static void wait_for_lines(const std::string& file, std::size_t count) {
    while (lines_of(file).size() < count) std::this_thread::yield();
  }

  fs::path directory_;
};

TEST_F(AccessLogTest, WritesEveryRecordOfEveryWorkerBeforeItIsGone) {
  constexpr int kRecords = 500;
  {
    auto log = AccessLog::open(path(), {"edge-1"}, 2);
    ASSERT_TRUE(log.has_value());
    std::vector<std::thread> workers;
    for (std::size_t w = 0; w < 2; ++w) {
      workers.emplace_back([&ring = (*log)->ring(w), w] {
        for (int i = 0; i < kRecords; ++i) {
          AccessRecord record = full_record();
          record.view_version = w;
          record.local_sequence = static_cast<std::uint64_t>(i);
          EXPECT_TRUE(ring.append(record));
        }
      });
    }
    for (auto& worker : workers) worker.join();
  }
  std::array<std::uint64_t, 2> next{};
  for (const std::string& line : lines_of(path())) {
    const auto json = nlohmann::json::parse(line);
    const auto worker = json["view_version"].get<std::size_t>();
    ASSERT_EQ(json["local_sequence"].get<std::uint64_t>(), next[worker]++);
  }
  EXPECT_EQ(next[0], static_cast<std::uint64_t>(kRecords));
  EXPECT_EQ(next[1], static_cast<std::uint64_t>(kRecords));
}

TEST_F(AccessLogTest, AppendsToAFileThatExists) {
  std::ofstream(path()) << "kept\n";
  {
    auto log = AccessLog::open(path(), {"e"}, 1);
    ASSERT_TRUE(log.has_value());
    (*log)->ring(0).append(full_record());
  }
  const auto lines = lines_of(path());
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], "kept");
}

TEST_F(AccessLogTest, WritesWithoutBeingStopped) {
  auto log = AccessLog::open(path(), {"e"}, 1);
  ASSERT_TRUE(log.has_value());
  (*log)->ring(0).append(full_record());
  wait_for_lines(path(), 1);
}

TEST_F(AccessLogTest, ReopenFollowsARotation) {
  auto log = AccessLog::open(path(), {"e"}, 1);
  ASSERT_TRUE(log.has_value());
  (*log)->ring(0).append(full_record());
  wait_for_lines(path(), 1);
  fs::rename(path(), path("access.log.1"));
  (*log)->reopen();
  while (!fs::exists(path())) std::this_thread::yield();
  (*log)->ring(0).append(full_record());
  wait_for_lines(path(), 1);
  EXPECT_EQ(lines_of(path("access.log.1")).size(), 1U);
}

TEST_F(AccessLogTest, AFileThatCannotBeOpenedIsAnErrorWithItsName) {
  const std::string bad = path("no/such/directory/access.log");
  // A file where the directory should be, so that it cannot be made.
  std::ofstream(path("no")) << "";
  auto log = AccessLog::open(bad, {"e"}, 1);
  ASSERT_TRUE(log.has_error());
  EXPECT_NE(log.error().context.find(bad), std::string::npos);
}

TEST_F(AccessLogTest, CountsRecordsThatTheFullDiskTook) {
  auto log = AccessLog::open("/dev/full", {"e"}, 1);
  ASSERT_TRUE(log.has_value());
  (*log)->ring(0).append(full_record());
  while ((*log)->records_lost() == 0) std::this_thread::yield();
  EXPECT_EQ((*log)->records_lost(), 1U);
}

TEST(AccessRing, DropsWhatDoesNotFitInsteadOfWaiting) {
  AccessRing ring(4096);
  int taken = 0;
  while (taken < 100 && ring.append(full_record())) ++taken;
  EXPECT_GT(taken, 3);
  EXPECT_LT(taken, 100);
}

}  // namespace
}  // namespace meridian::observability
