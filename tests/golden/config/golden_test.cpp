// Each NN-name.yaml in this folder is checked as `meridian check -c NN-name.yaml` does it; what is
// printed must be NN-name.expected, byte for byte. UPDATE_GOLDEN=1 rewrites the expected files.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "meridian/service/cli/check.hpp"
#include "tests/support/source_tree.hpp"

namespace meridian {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = test::source_tree() / "tests/golden/config";

std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string run_check(const std::string& name) {
  std::ostringstream out;
  std::ostringstream err;
  const int code = cli::check(name + ".yaml", out, err);
  EXPECT_EQ(code == 0, err.str().find(": error: ") == std::string::npos);
  EXPECT_EQ(code == 0, !out.str().empty());
  return out.str() + err.str() + "exit " + std::to_string(code) + "\n";
}

class GoldenConfig : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { fs::current_path(kFolder); }
};

TEST_P(GoldenConfig, PrintsWhatIsExpected) {
  const std::string printed = run_check(GetParam());
  const fs::path expected = kFolder / (GetParam() + ".expected");
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(expected, std::ios::binary) << printed;
    return;
  }
  EXPECT_EQ(printed, read_text(expected));
}

INSTANTIATE_TEST_SUITE_P(Files, GoldenConfig, testing::ValuesIn(cases()), [](const auto& named) {
  std::string name = "Case" + named.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(GoldenConfigFolder, HoldsAtLeastTwentyCases) {
  EXPECT_GE(cases().size(), 20U);
}

}  // namespace
}  // namespace meridian
