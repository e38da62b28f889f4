// All cases with all outcomes, compared: the report in Markdown, and whether it passes.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "judgement.hpp"
#include "verdicts.hpp"

namespace meridian::differential {

inline constexpr std::string_view kSubject = "meridian";

struct Run {
  std::vector<Case> cases;
  std::map<std::string, std::vector<Outcome>> outcomes;  // by proxy; one for each case
};

class Report {
 public:
  // `all_verdicts_due`: each must match a difference.
  Report(const Run& run, Verdicts& verdicts, bool all_verdicts_due = true);
  std::string markdown(const std::string& command) const;
  // What must not be: a fault of ours, a difference without a verdict, a verdict without one.
  const std::vector<std::string>& failures() const { return failures_; }

 private:
  struct Row {  // of a rule
    std::string id;
    std::size_t cases = 0;
    std::map<std::string, std::map<std::string, std::size_t>> treatments;  // by proxy
    std::map<std::string, std::map<std::string, std::size_t>> faults;
  };
  struct Group {  // of like differences
    std::size_t cases = 0;
    std::string example;
    std::string reason;  // empty: none is written
  };
  void compare(std::size_t number);
  void check_own_faults(std::size_t number);
  void count(std::size_t number);
  void check_verdicts();

  const Run& run_;
  Verdicts& verdicts_;
  std::map<std::string, Row> rows_;
  std::map<std::string, Group> groups_;
  std::vector<std::string> failures_;
};

}  // namespace meridian::differential
