#include "report.hpp"

namespace meridian::differential {

namespace {

constexpr std::size_t kExampleBytes = 400;

std::string escaped(const std::string& text) {  // for a cell of a table
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '`') out += '\\';
    out += c;
  }
  return out;
}

std::string counts(const std::map<std::string, std::size_t>& by_name) {
  std::string out;
  for (const auto& [name, number] : by_name)
    out += (out.empty() ? "" : ", ") + name + " " + std::to_string(number);
  return out;
}

std::string example_of(const Case& the_case) {
  std::string text = printable(the_case.sent, kExampleBytes);
  if (the_case.answered_badly()) text = printable(the_case.answer, kExampleBytes);
  return text;
}

}  // namespace

Report::Report(const Run& run, Verdicts& verdicts, bool all_verdicts_due)
    : run_(run), verdicts_(verdicts) {
  for (std::size_t number = 0; number < run_.cases.size(); ++number) {
    count(number);
    check_own_faults(number);
    compare(number);
  }
  if (all_verdicts_due) check_verdicts();
}

void Report::count(std::size_t number) {
  const Case& the_case = run_.cases[number];
  Row& row = rows_[the_case.rule];
  row.id = the_case.id;
  ++row.cases;
  for (const auto& [proxy, outcomes] : run_.outcomes) {
    ++row.treatments[proxy][std::string(to_string(outcomes[number].treatment))];
    for (const std::string& fault : outcomes[number].faults) ++row.faults[proxy][fault];
  }
}

void Report::check_own_faults(std::size_t number) {
  const Outcome& ours = run_.outcomes.at(std::string(kSubject))[number];
  for (const std::string& fault : ours.faults)
    failures_.push_back("fault " + fault + " in " + run_.cases[number].rule + ", client saw " +
                        ours.client + ": " + example_of(run_.cases[number]));
}

void Report::compare(std::size_t number) {
  const Case& the_case = run_.cases[number];
  const Outcome& ours = run_.outcomes.at(std::string(kSubject))[number];
  for (const auto& [proxy, outcomes] : run_.outcomes) {
    if (outcomes[number].treatment <= ours.treatment) continue;
    const Difference difference{the_case.rule, proxy, std::string(to_string(ours.treatment)),
                                std::string(to_string(outcomes[number].treatment))};
    const Verdict* const verdict = verdicts_.find(difference);
    Group& group = groups_[difference.rule + " | " + difference.peer + " | " + difference.ours +
                           " | " + difference.theirs];
    if (group.cases++ == 0) group.example = example_of(the_case);
    if (verdict != nullptr) {
      group.reason = verdict->reason;
    } else {
      failures_.push_back(proxy + " is stricter in " + the_case.rule + ": ours " + difference.ours +
                          " (" + ours.client + "), theirs " + difference.theirs + " (" +
                          outcomes[number].client + "): " + example_of(the_case));
    }
  }
}

void Report::check_verdicts() {
  for (const Verdict& verdict : verdicts_.all())
    if (verdict.matches == 0)
      failures_.push_back("no difference matches the verdict " + verdict.rule + " " + verdict.peer +
                          " " + verdict.ours + " " + verdict.theirs);
}

std::string Report::markdown(const std::string& command) const {
  std::string out = "# Differential report\n\n`" + command + "`\n\n" +
                    std::to_string(run_.cases.size()) + " cases, " + std::to_string(rows_.size()) +
                    " rules, " + std::to_string(failures_.size()) + " failures.\n\n";
  for (const std::string& failure : failures_) out += "- " + escaped(failure) + "\n";
  out += "\n## Where a peer is stricter\n\n";
  out += "| rule | peer | ours | theirs | cases | verdict | example |\n";
  out += "|---|---|---|---|---|---|---|\n";
  for (const auto& [key, group] : groups_)
    out += "| " + key + " | " + std::to_string(group.cases) + " | " +
           (group.reason.empty() ? "**none**" : escaped(group.reason)) + " | `" +
           escaped(group.example) + "` |\n";
  out += "\n## Rules\n\n| id | rule | cases |";
  for (const auto& [proxy, outcomes] : run_.outcomes) out += " " + proxy + " |";
  out += "\n|---|---|---|";
  for (std::size_t i = 0; i < run_.outcomes.size(); ++i) out += "---|";
  for (const auto& [rule, row] : rows_) {
    out += "\n| " + row.id + " | " + rule + " | " + std::to_string(row.cases) + " |";
    for (const auto& [proxy, treatments] : row.treatments) {
      const auto faults = row.faults.find(proxy);
      out += " " + counts(treatments);
      if (faults != row.faults.end()) out += "; faults: " + counts(faults->second);
      out += " |";
    }
  }
  return out + "\n";
}

}  // namespace meridian::differential
