#include "meridian/io/observability/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <vector>

namespace meridian::observability {
namespace {

TEST(Log, WritesTimeLevelModuleAndMessage) {
  testing::internal::CaptureStderr();
  start_log(config::LogLevel::info);
  log_warning("probe", "region is out service=api");
  const std::string line = testing::internal::GetCapturedStderr();
  EXPECT_THAT(line, testing::MatchesRegex(
                        "....-..-..T..:..:......Z warning .probe. region is out service=api\n"));
}

TEST(Log, LeavesOutWhatIsBelowItsLevel) {
  testing::internal::CaptureStderr();
  start_log(config::LogLevel::warning);
  log_info("a", "hidden");
  set_log_level(config::LogLevel::debug);
  log_debug("a", "seen");
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(text.find("hidden"), text.npos);
  EXPECT_NE(text.find("seen"), text.npos);
}

TEST(Log, AMessageCannotStartALineOfItsOwn) {
  testing::internal::CaptureStderr();
  start_log(config::LogLevel::info);
  log_error("tls", "bad name a\n2024 info [x] forged\x1b[2J {}");
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_NE(text.find("a\\x0a2024 info [x] forged\\x1b[2J {}"), text.npos) << text;
}

TEST(Log, IsWrittenByAnyThread) {
  testing::internal::CaptureStderr();
  start_log(config::LogLevel::info);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 100; ++i) log_info("thread", "line");
    });
  }
  for (auto& thread : threads) thread.join();
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 400);
}

}  // namespace
}  // namespace meridian::observability
