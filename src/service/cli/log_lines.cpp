#include "service/cli/log_lines.hpp"

#include <iostream>
#include <limits>

#include "meridian/core/base/limits.hpp"

namespace meridian::cli {

Result<LogLines> LogLines::open(const std::string& path) {
  LogLines lines;
  lines.buffer_.resize(limits::kLogLineBytesMax + 1);
  if (path == "-") return lines;
  lines.file_.open(path, std::ios::binary);
  if (!lines.file_.is_open())
    return Error{ErrorCode::not_found, ErrorSource::file, false, path + " cannot be opened"};
  return lines;
}

std::istream& LogLines::input() {
  return file_.is_open() ? static_cast<std::istream&>(file_) : std::cin;
}

bool LogLines::next(std::string_view& line) {
  std::istream& in = input();
  in.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  if (in.gcount() == 0 && !in.good()) return false;
  ++number_;
  line = std::string_view(buffer_.data());
  if (in.fail() && !in.eof()) {  // the line is longer than the buffer
    in.clear();
    in.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    line = {};
  }
  return true;
}

}  // namespace meridian::cli
