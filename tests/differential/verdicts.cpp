#include "verdicts.hpp"

#include <sstream>
#include <stdexcept>

namespace meridian::differential {

Verdicts::Verdicts(std::string_view text) {
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    if (line.front() != ' ') {
      Verdict verdict;
      words >> verdict.rule >> verdict.peer >> verdict.ours >> verdict.theirs;
      verdicts_.push_back(std::move(verdict));
    } else if (verdicts_.empty()) {
      throw std::runtime_error("verdicts begin with a continuation");
    }
    for (std::string word; words >> word;) {
      std::string& reason = verdicts_.back().reason;
      reason += (reason.empty() ? "" : " ") + word;
    }
  }
  for (const Verdict& verdict : verdicts_)
    if (verdict.reason.empty())
      throw std::runtime_error("a verdict without a reason: " + verdict.rule);
}

const Verdict* Verdicts::find(const Difference& difference) {
  for (Verdict& verdict : verdicts_) {
    if (!matches(verdict.rule, difference.rule) || !matches(verdict.peer, difference.peer) ||
        !matches(verdict.ours, difference.ours) || !matches(verdict.theirs, difference.theirs))
      continue;
    ++verdict.matches;
    return &verdict;
  }
  return nullptr;
}

bool matches(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == pattern.npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t from = star; from <= text.size(); ++from)
    if (matches(rest, text.substr(from))) return true;
  return false;
}

}  // namespace meridian::differential
