// From the name of a config file to a Config, or to everything that is wrong with it, ready to be
// printed. Blocks on the file system: for start, reload and the command line, off the event loops.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "meridian/core/config/config.hpp"

namespace meridian::cli {

// Lines without the line end: "FILE:line:col: error: key.path: text; remedy". Never empty.
using Complaints = std::vector<std::string>;

using LoadOutcome = std::variant<config::Config, Complaints>;

// Relative paths in the file are resolved against its directory. The files that it names are not
// opened.
LoadOutcome load_config(const std::string& file);

// What is allowed and yet may surprise: "FILE: warning: key.path: text; remedy". May be empty.
Complaints find_surprises(const config::Config& config, std::string_view file);

// One line for each file named in the config that cannot be read; `file` is the config's name.
Complaints find_unreadable_files(const config::Config& config, std::string_view file);

}  // namespace meridian::cli
