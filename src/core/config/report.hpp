// Where the errors of one parse are collected. Bounded: what exceeds kConfigErrorsMax is counted,
// not kept.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/config/parse.hpp"

namespace meridian::config {

struct Position {
  int line = 1;
  int column = 1;
};

class Report {
 public:
  void error(Position at, std::string path, std::string text, std::string remedy);
  bool empty() const { return diagnostics_.empty(); }
  // Whether anything was reported for `path` or for something inside it: then a rule about the
  // whole of `path` would only repeat what was said.
  bool failed_within(std::string_view path) const;
  // In the order of the file; at most kConfigErrorsMax, the last one saying that there are more.
  std::vector<Diagnostic> take();

 private:
  std::vector<Diagnostic> diagnostics_;
  std::size_t dropped_ = 0;
};

}  // namespace meridian::config
