#include "meridian/service/cli/check.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/source_tree.hpp"

namespace meridian::cli {
namespace {

TEST(Check, AnswersOnStdoutAndComplainsOnStderr) {
  std::ostringstream out;
  std::ostringstream err;
  const std::string good = meridian::test::source_tree() / "conf/examples/minimal.yaml";
  EXPECT_EQ(check(good, out, err), 0);
  EXPECT_EQ(out.str(), good + ": ok: 1 listener, 2 regions, 1 service, 0 fences, 1 route\n");
  EXPECT_EQ(err.str(), "");

  out.str("");
  EXPECT_EQ(check("/nowhere.yaml", out, err), 2);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(err.str(),
            "/nowhere.yaml: error: cannot be opened: No such file or directory; name a config file "
            "with -c FILE\n");
}

}  // namespace
}  // namespace meridian::cli
