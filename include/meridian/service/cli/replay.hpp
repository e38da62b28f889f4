// `meridian replay`: makes the decisions of an access log again, by the serving code, on the views
// that log.views kept, and says whether each comes out as it was. Reads files only; one line at a
// time, a few views at a time.
#pragma once

#include <iosfwd>
#include <string>

namespace meridian::cli {

struct ReplayOptions {
  std::string views;  // the directory of log.views.path
  std::string log;    // a file of JSON lines, or "-" for stdin
  bool json = false;
};

// 0: every decision that could be made again was identical, and there was one; 1: not so; 2: a
// directory or file cannot be read, told on `err`.
int replay(const ReplayOptions& options, std::ostream& out, std::ostream& err);

}  // namespace meridian::cli
