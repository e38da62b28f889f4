#include "meridian/io/files/watch.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/test_certificates.hpp"

namespace meridian::files {
namespace {

class WatchedFiles : public ::testing::Test {
 protected:
  // As a careful operator does it.
  void replace(const std::string& name, const std::string& text) {
    const std::string fresh = directory_.write(name + ".new", text);
    std::filesystem::rename(fresh, directory_.path(name));
  }

  testing::TestDirectory directory_;
  std::string first_ = directory_.write("first", "a");
  std::string second_ = directory_.write("second", "b");
  Watch watch_{{first_, second_}};
};

TEST_F(WatchedFiles, ThatStayAsTheyWereAreNoChange) {
  EXPECT_FALSE(watch_.changed());
  EXPECT_FALSE(watch_.changed());
}

TEST_F(WatchedFiles, ReplacedByRenameAreOneChange) {
  replace("first", "c");
  EXPECT_FALSE(watch_.changed());
  EXPECT_TRUE(watch_.changed());
  EXPECT_FALSE(watch_.changed());
}

TEST_F(WatchedFiles, ReplacedOneAfterTheOtherAreOneChange) {
  replace("first", "c");
  EXPECT_FALSE(watch_.changed());
  replace("second", "d");
  EXPECT_FALSE(watch_.changed());
  EXPECT_TRUE(watch_.changed());
  EXPECT_FALSE(watch_.changed());
}

TEST_F(WatchedFiles, WrittenInPlaceAreAChange) {
  directory_.write("second", "longer");
  EXPECT_FALSE(watch_.changed());
  EXPECT_TRUE(watch_.changed());
}

TEST_F(WatchedFiles, BehindASwappedLinkAreAChange) {
  const std::string link = directory_.path("link");
  std::filesystem::create_symlink(first_, link);
  Watch watch({link});
  std::filesystem::create_symlink(second_, link + ".new");
  std::filesystem::rename(link + ".new", link);
  EXPECT_FALSE(watch.changed());
  EXPECT_TRUE(watch.changed());
}

TEST_F(WatchedFiles, ThatGoAndComeBackAreTwoChanges) {
  std::filesystem::remove(first_);
  EXPECT_FALSE(watch_.changed());
  EXPECT_TRUE(watch_.changed());
  directory_.write("first", "a");
  EXPECT_FALSE(watch_.changed());
  EXPECT_TRUE(watch_.changed());
}

}  // namespace
}  // namespace meridian::files
