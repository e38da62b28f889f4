#include <fstream>
#include <sstream>

#include "tests/tidy/function_scan.hpp"
#include "tests/tidy/rules.hpp"

namespace meridian::tidy {

namespace {

struct Limit {
  int soft;
  int hard;
};

constexpr Limit kFunctionLines{40, 70};
constexpr Limit kSourceLines{400, 600};
constexpr Limit kHeaderLines{150, 250};

int lines_in(const SourceFile& file) {
  return line_of(file.text, file.text.size()) - (file.text.ends_with('\n') ? 1 : 0);
}

// Calls visit(key, size, limit) for every measured thing of the project.
template <class Visit>
void measure(const Tree& tree, Visit visit) {
  for (const SourceFile& file : tree) {
    if (!is_cpp(file.path)) continue;
    visit(file.path, lines_in(file), is_header(file.path) ? kHeaderLines : kSourceLines);
    for (const FunctionSpan& function : functions_of(file.code))
      visit(file.path + ":" + function.name, function.lines, kFunctionLines);
  }
}

Oversizes parse_baseline(std::string_view baseline) {
  Oversizes allowed;
  for (const std::string& line : split(baseline, '\n')) {
    const std::size_t space = line.find(' ');
    if (line.empty() || line.front() == '#' || space == line.npos) continue;
    allowed[line.substr(space + 1)] = std::stoi(line.substr(0, space));
  }
  return allowed;
}

}  // namespace

Oversizes over_soft_limit(const Tree& tree) {
  Oversizes sizes;
  measure(tree, [&](const std::string& key, int size, Limit limit) {
    if (size > limit.soft) sizes[key] = std::max(sizes[key], size);
  });
  return sizes;
}

Findings over_hard_limit(const Tree& tree) {
  Findings findings;
  measure(tree, [&](const std::string& key, int size, Limit limit) {
    if (size > limit.hard)
      findings.push_back({key, 0,
                          std::to_string(size) + " lines, the limit is " +
                              std::to_string(limit.hard) + ": split it"});
  });
  return findings;
}

Findings against_baseline(const Oversizes& sizes, std::string_view baseline) {
  Findings findings;
  Oversizes allowed = parse_baseline(baseline);
  for (const auto& [key, size] : sizes) {
    const auto line = allowed.find(key);
    if (line == allowed.end())
      findings.push_back(
          {key, 0, std::to_string(size) + " lines: over the soft limit, make it smaller"});
    else if (size != line->second)
      findings.push_back({key, 0,
                          std::to_string(size) + " lines, " + std::to_string(line->second) +
                              " in the baseline: it may only shrink, and its line with it"});
    if (line != allowed.end()) allowed.erase(line);
  }
  for (const auto& [key, size] : allowed)
    findings.push_back({key, 0, "within the limit now: remove its line from the baseline"});
  return findings;
}

}  // namespace meridian::tidy
