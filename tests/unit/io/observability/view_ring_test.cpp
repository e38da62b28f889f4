#include "meridian/io/observability/view_ring.hpp"
#include "meridian/core/routing/build_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/core/routing/world.hpp"

namespace meridian::observability {
namespace {

namespace fs = std::filesystem;
using namespace routing::test;
using testing::ElementsAre;
using testing::IsEmpty;

class ViewRingTest : public testing::Test {
 protected:
  ViewRingTest() : folder_(fs::temp_directory_path() / ("view-ring-" + std::to_string(getpid()))) {
    fs::remove_all(folder_);
  }
  ~ViewRingTest() override { fs::remove_all(folder_); }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }

  // Another view each time: a region more or less is out.
  std::shared_ptr<const routing::View> next_view() {
    flip_ = !flip_;
    return last_ =
               build_view(last_.get(), inputs_of(topology_, flip_ ? std::vector<std::string>{"eu"}
                                                                  : std::vector<std::string>{}));
  }
  void use_config(const std::string& source) {
    config::Config config = three_regions();
    config.source = source;
    topology_ = topology_of(std::move(config), topology_.get());
  }

  fs::path folder_;
  std::shared_ptr<const routing::Topology> topology_ = topology_of(three_regions());
  std::shared_ptr<const routing::View> last_;
  bool flip_ = false;
};

TEST_F(ViewRingTest, WritesViewAndConfigOnce) {
  use_config("the text");
  ViewRing ring({(folder_ / "deep").string(), 8, 0x1});
  const auto view = next_view();
  ring.write(*view);
  ring.write(*view);
  EXPECT_EQ(ring.written(), 1U);
  EXPECT_EQ(ring.failed(), 0U);
  folder_ /= "deep";
  const std::string config = replay::config_file_name(replay::config_digest("the text"));
  EXPECT_THAT(files(), ElementsAre("1-1-0000000000000001.json", config));
  std::ifstream file(folder_ / "1-1-0000000000000001.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(replay::restore_view(text, topology_));
  folder_ = folder_.parent_path();
}

TEST_F(ViewRingTest, DeletesTheOldestAndConfigsWithoutViews) {
  ViewRing ring({folder_.string(), 3, 0x1});
  use_config("first");
  ring.write(*next_view());
  ring.write(*next_view());
  use_config("second");
  for (int i = 0; i < 3; ++i) ring.write(*next_view());
  EXPECT_THAT(files(), ElementsAre("1-3-0000000000000001.json", "1-4-0000000000000001.json",
                                   "1-5-0000000000000001.json",
                                   replay::config_file_name(replay::config_digest("second"))));
}

TEST_F(ViewRingTest, CountsWhatEarlierProcessesLeft) {
  use_config("first");
  ViewRing before({folder_.string(), 3, 0x1});
  before.write(*next_view());
  before.write(*next_view());
  use_config("second");
  last_ = nullptr;
  ViewRing after({folder_.string(), 3, 0x2});
  after.write(*next_view());
  after.write(*next_view());
  EXPECT_EQ(files().size(), 5U);  // two configs
  after.write(*next_view());
  EXPECT_THAT(files(), ElementsAre("1-1-0000000000000002.json", "1-2-0000000000000002.json",
                                   "1-3-0000000000000002.json",
                                   replay::config_file_name(replay::config_digest("second"))));
}

TEST_F(ViewRingTest, LeavesOtherFilesAlone) {
  fs::create_directories(folder_);
  std::ofstream(folder_ / "notes.txt") << "mine";
  std::ofstream(folder_ / "7-7-0000000000000000.json") << "no view";
  ViewRing ring({folder_.string(), 2, 0x1});
  for (int i = 0; i < 3; ++i) ring.write(*next_view());
  EXPECT_TRUE(fs::exists(folder_ / "notes.txt"));
  EXPECT_FALSE(fs::exists(folder_ / "7-7-0000000000000000.json"));
}

TEST_F(ViewRingTest, AFullDiskIsCountedAndTriedAgain) {
  std::ofstream(folder_.string()) << "a file in the place of the directory";
  ViewRing ring({folder_.string(), 2, 0x1});
  ring.write(*next_view());
  ring.write(*next_view());
  EXPECT_EQ(ring.failed(), 2U);
  EXPECT_EQ(ring.written(), 0U);
  fs::remove(folder_);
  ring.write(*next_view());
  EXPECT_EQ(ring.written(), 1U);
  EXPECT_EQ(files().size(), 2U);
}

}  // namespace
}  // namespace meridian::observability
