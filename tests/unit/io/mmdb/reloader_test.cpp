#include "meridian/io/mmdb/reloader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/io/mmdb/files.hpp"

namespace meridian::mmdb {
namespace {

// What a poll answered, in short: the country of the German address, "none" or "error".
std::string answer(Reloader& reloader) {
  const auto polled = reloader.poll();
  if (!polled) return "none";
  if (polled->has_error()) return "error";
  return std::string((**polled)->lookup(ip("80.128.0.1")).country.code());
}

class ReloaderTest : public testing::Test {
 protected:
  void SetUp() override { folder_.replace("db", flat_); }

  const std::string flat_ = bytes_of(generated("flat"));
  const std::string moved_ = bytes_of(generated("moved"));
  const Folder folder_;
};

TEST_F(ReloaderTest, AnswersFirstAndThenOnlyChanges) {
  Reloader reloader({folder_.path("db"), ""});
  EXPECT_EQ(answer(reloader), "DE");
  EXPECT_EQ(answer(reloader), "none");
  folder_.replace("db", moved_);
  EXPECT_EQ(answer(reloader), "US");
  EXPECT_EQ(answer(reloader), "none");
}

TEST_F(ReloaderTest, AnswersABadFileOnceAndRecovers) {
  Reloader reloader({folder_.path("db"), ""});
  EXPECT_EQ(answer(reloader), "DE");
  for (const std::string& bad : {std::string(), moved_.substr(0, 500), std::string(3000, 'x')}) {
    folder_.replace("db", bad);
    EXPECT_EQ(answer(reloader), "error");
    EXPECT_EQ(answer(reloader), "none");
  }
  folder_.replace("db", moved_);
  EXPECT_EQ(answer(reloader), "US");
}

TEST_F(ReloaderTest, AMissingFileIsAnErrorUntilItIsThere) {
  Reloader reloader({folder_.path("later"), ""});
  EXPECT_EQ(answer(reloader), "error");
  EXPECT_EQ(answer(reloader), "none");
  folder_.replace("later", flat_);
  EXPECT_EQ(answer(reloader), "DE");
  std::filesystem::remove(folder_.path("later"));
  EXPECT_EQ(answer(reloader), "error");
  EXPECT_EQ(answer(reloader), "none");
}

TEST_F(ReloaderTest, SeesAChangeInPlace) {
  Reloader reloader({folder_.path("db"), ""});
  EXPECT_EQ(answer(reloader), "DE");
  std::filesystem::resize_file(folder_.path("db"), 100);
  EXPECT_EQ(answer(reloader), "error");
  folder_.overwrite("db", moved_);
  EXPECT_EQ(answer(reloader), "US");
}

TEST_F(ReloaderTest, FollowsALinkThatIsSwapped) {
  folder_.replace("other", moved_);
  std::filesystem::create_symlink(folder_.path("db"), folder_.path("link"));
  Reloader reloader({folder_.path("link"), ""});
  EXPECT_EQ(answer(reloader), "DE");
  std::filesystem::create_symlink(folder_.path("other"), folder_.path("link.new"));
  std::filesystem::rename(folder_.path("link.new"), folder_.path("link"));
  EXPECT_EQ(answer(reloader), "US");
}

TEST_F(ReloaderTest, WatchesTheNetworkNumbersToo) {
  Reloader reloader({folder_.path("db"), folder_.path("asn")});
  const auto missing = reloader.poll();
  ASSERT_TRUE(missing && missing->has_error());
  EXPECT_THAT(missing->error().context, testing::HasSubstr("/asn: "));
  folder_.replace("asn", bytes_of(generated("asn")));
  const auto both = reloader.poll();
  ASSERT_TRUE(both && both->has_value());
  EXPECT_EQ((**both)->lookup(ip("12.0.0.1")).asn, 7018u);
  EXPECT_EQ(answer(reloader), "none");
}

}  // namespace
}  // namespace meridian::mmdb
