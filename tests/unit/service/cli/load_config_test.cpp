#include "meridian/service/cli/load_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "meridian/core/base/limits.hpp"

namespace meridian::cli {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class LoadConfig : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("meridian-load-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) {
    const fs::path path = folder_ / name;
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  static Complaints complaints_of(const std::string& file) {
    const LoadOutcome outcome = load_config(file);
    const auto* complaints = std::get_if<Complaints>(&outcome);
    return complaints == nullptr ? Complaints{} : *complaints;
  }

  fs::path folder_;
};

const std::string kText =
    "listeners: [{name: web, bind: [\"127.0.0.1:0\"], protocol: http}]\n"
    "routes: [{respond: {body: hi}}]\n";

TEST_F(LoadConfig, ReadsAFile) {
  const LoadOutcome outcome = load_config(write("a.yaml", kText));
  ASSERT_TRUE(std::holds_alternative<config::Config>(outcome));
  EXPECT_EQ(std::get<config::Config>(outcome).listeners[0].name, "web");
}

TEST_F(LoadConfig, AMissingFileADirectoryAndAPipeAreToldApart) {
  EXPECT_THAT(complaints_of((folder_ / "none.yaml").string()),
              ElementsAre(HasSubstr("none.yaml: error: cannot be opened: No such file")));
  EXPECT_THAT(complaints_of(folder_.string()), ElementsAre(HasSubstr("is a directory")));
  const std::string pipe = (folder_ / "pipe").string();
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(complaints_of(pipe), ElementsAre(HasSubstr("is not a regular file")));
}

TEST_F(LoadConfig, AFileOverOneMebibyteIsRefused) {
  const std::string large(limits::kConfigBytesMax - kText.size() + 1, '#');
  EXPECT_THAT(complaints_of(write("large.yaml", kText + large)),
              ElementsAre(HasSubstr("larger than 1 MiB")));
}

TEST_F(LoadConfig, ErrorsNameTheFileAsItWasGiven) {
  const std::string file = write("bad.yaml", kText + "log: {level: loud}\n");
  EXPECT_THAT(complaints_of(file),
              ElementsAre(testing::StartsWith(file + ":3:14: error: log.level: ")));
}

TEST_F(LoadConfig, FilesBesideTheConfigAreFound) {
  const std::string text = kText + "geoip: {database: country.mmdb, asn_database: asn.mmdb}\n";
  const std::string file = write("c.yaml", text);
  write("country.mmdb", "");
  const LoadOutcome outcome = load_config(file);
  ASSERT_TRUE(std::holds_alternative<config::Config>(outcome));
  const auto& config = std::get<config::Config>(outcome);
  EXPECT_EQ(config.geoip.database, (folder_ / "country.mmdb").string());
  EXPECT_THAT(find_unreadable_files(config, "c.yaml"),
              ElementsAre(testing::AllOf(HasSubstr("c.yaml:3:47: error: geoip.asn_database: "),
                                         HasSubstr("No such file or directory"))));
}

}  // namespace
}  // namespace meridian::cli
