// The lines of a log, one at a time, whatever their length.
#pragma once

#include <fstream>
#include <istream>
#include <string>
#include <string_view>

#include "meridian/core/base/result.hpp"

namespace meridian::cli {

class LogLines {
 public:
  // "-": stdin.
  static Result<LogLines> open(const std::string& path);

  // False at the end. A line longer than limits::kLogLineBytesMax is empty. The view is valid until
  // the next call.
  bool next(std::string_view& line);
  std::uint64_t number() const { return number_; }  // of the line before, 1-based

 private:
  LogLines() = default;
  std::istream& input();

  std::ifstream file_;  // closed: stdin
  std::string buffer_;
  std::uint64_t number_ = 0;
};

}  // namespace meridian::cli
