// `meridian check -c FILE`: says everything that is wrong with a config, and opens the files that
// it names. Reads files only; nothing is bound or connected.
#pragma once

#include <iosfwd>
#include <string>

namespace meridian::cli {

// Writes a summary to `out` and returns 0 (what may surprise goes to `err`), or every error to
// `err` and returns 2.
int check(const std::string& file, std::ostream& out, std::ostream& err);

}  // namespace meridian::cli
