#include "core/config/report.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "meridian/core/base/limits.hpp"

namespace meridian::config {

void Report::error(Position at, std::string path, std::string text, std::string remedy) {
  if (diagnostics_.size() == limits::kConfigErrorsMax) {
    ++dropped_;
    return;
  }
  diagnostics_.push_back({at.line, at.column, std::move(path), std::move(text), std::move(remedy)});
}

bool Report::failed_within(std::string_view path) const {
  return std::any_of(diagnostics_.begin(), diagnostics_.end(), [path](const Diagnostic& d) {
    if (d.path.compare(0, path.size(), path) != 0) return false;
    return d.path.size() == path.size() || d.path[path.size()] == '.' || d.path[path.size()] == '[';
  });
}

std::vector<Diagnostic> Report::take() {
  std::stable_sort(diagnostics_.begin(), diagnostics_.end(), [](const auto& a, const auto& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
  if (dropped_ > 0) {
    Diagnostic& last = diagnostics_.back();
    last.path.clear();
    last.text = std::to_string(dropped_ + 1) + " more errors are not shown";
    last.remedy = "correct the ones above first";
  }
  return std::move(diagnostics_);
}

std::string format(const Diagnostic& diagnostic, std::string_view file) {
  std::string line(file);
  line += ':' + std::to_string(diagnostic.line) + ':' + std::to_string(diagnostic.column);
  line += ": error: ";
  if (!diagnostic.path.empty()) line += diagnostic.path + ": ";
  line += diagnostic.text;
  if (!diagnostic.remedy.empty()) line += "; " + diagnostic.remedy;
  return line;
}

}  // namespace meridian::config
