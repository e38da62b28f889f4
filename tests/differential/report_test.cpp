#include "report.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace meridian::differential {
namespace {

Run run_of(Treatment ours, Treatment theirs, const std::vector<std::string>& our_faults = {}) {
  Run run;
  run.cases.resize(1);
  run.cases[0].id = "F2";
  run.cases[0].rule = "length-forms";
  run.outcomes["meridian"].push_back({ours, our_faults, "400 closed"});
  run.outcomes["nginx"].push_back({theirs, {"smuggled"}, "200 closed"});
  return run;
}

std::size_t failures_of(const Run& run, const std::string& verdicts) {
  Verdicts written(verdicts);
  return Report(run, written).failures().size();
}

TEST(ReportOf, AStricterPeerNeedsAVerdict) {
  const auto run = run_of(Treatment::as_received, Treatment::refused);
  EXPECT_EQ(failures_of(run, ""), 1u);
  EXPECT_EQ(failures_of(run, "length-forms nginx as-received refused why\n"), 0u);
  EXPECT_EQ(failures_of(run, "length-* * * *\n  a reason\n"), 0u);
}

TEST(ReportOf, AVerdictNeedsADifference) {
  const auto run = run_of(Treatment::refused, Treatment::refused);
  EXPECT_EQ(failures_of(run, ""), 0u);
  EXPECT_EQ(failures_of(run, "length-forms nginx as-received refused why\n"), 1u);
  Verdicts stale("length-forms nginx as-received refused why\n");
  EXPECT_TRUE(Report(run, stale, false).failures().empty());
}

TEST(ReportOf, FaultsOfOursCountAndThoseOfPeersDoNot) {
  EXPECT_EQ(failures_of(run_of(Treatment::refused, Treatment::as_received), ""), 0u);
  EXPECT_EQ(failures_of(run_of(Treatment::refused, Treatment::as_received, {"smuggled"}), ""), 1u);
}

TEST(ReportOf, NamesRulesClassesAndReasons) {
  const auto run = run_of(Treatment::cut, Treatment::refused);
  Verdicts verdicts("length-forms nginx cut refused because of this\n");
  const std::string text = Report(run, verdicts).markdown("a command");
  EXPECT_NE(text.find("| length-forms | nginx | cut | refused | 1 | because of this |"), text.npos)
      << text;
  EXPECT_NE(text.find("| F2 | length-forms | 1 | cut 1 | refused 1; faults: smuggled 1 |"),
            text.npos)
      << text;
}

TEST(VerdictsOf, NeedAReason) {
  EXPECT_THROW(Verdicts("rule nginx cut refused\n"), std::runtime_error);
  EXPECT_THROW(Verdicts("  a reason of nothing\n"), std::runtime_error);
}

TEST(MatchesPattern, KnowsStars) {
  EXPECT_TRUE(matches("a*c", "abc"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("a-*", "a-b-c"));
  EXPECT_FALSE(matches("a*c", "abd"));
  EXPECT_FALSE(matches("a", "ab"));
}

}  // namespace
}  // namespace meridian::differential
