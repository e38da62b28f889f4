#include "meridian/io/store/state_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace meridian::store {
namespace {

const SavedState kState{"{\"format\":1}", WallTime(milliseconds(1'700'000'000'123))};

class AStateFile : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void put(const std::string& text) const { std::ofstream(path_, std::ios::binary) << text; }

  const std::string folder_ =
      (std::filesystem::temp_directory_path() /
       ("state_file_" + std::to_string(::getpid()) +
        std::string(testing::UnitTest::GetInstance()->current_test_info()->name())))
          .string();
  const std::string path_ = folder_ + "/state";

 private:
  const bool made_ = std::filesystem::create_directories(folder_);
};

TEST_F(AStateFile, ComesBackAsItWasWritten) {
  ASSERT_TRUE(write_state_file(path_, kState).has_value());
  const auto read = read_state_file(path_);
  ASSERT_TRUE(read.has_value() && read->has_value());
  EXPECT_EQ((*read)->text, kState.text);
  EXPECT_EQ((*read)->known_at, kState.known_at);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(AStateFile, ThatIsMissingIsNoError) {
  const auto read = read_state_file(path_);
  ASSERT_TRUE(read.has_value());
  EXPECT_FALSE(read->has_value());
}

TEST_F(AStateFile, ThatWasDamagedIsRefused) {
  const std::string good = state_file_text(kState);
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    EXPECT_FALSE(parse_state_file(bad).has_value()) << i;
    EXPECT_FALSE(parse_state_file(good.substr(0, i)).has_value()) << i;
  }
  put(good.substr(0, good.size() - 1));
  const auto read = read_state_file(path_);
  ASSERT_TRUE(read.has_error());
  EXPECT_THAT(read.error().context, testing::HasSubstr("remove it"));
}

TEST_F(AStateFile, ThatCannotBeWrittenIsSaid) {
  const auto done = write_state_file(folder_ + "/missing/state", kState);
  ASSERT_TRUE(done.has_error());
  EXPECT_THAT(done.error().context, testing::HasSubstr("missing/state"));
}

}  // namespace
}  // namespace meridian::store
