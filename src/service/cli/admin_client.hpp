// One request to an admin listener, blocking: for the command line.
#pragma once

#include <string>

#include "meridian/core/base/result.hpp"

namespace meridian::cli {

// `admin`: host:port. The body of the answer; an answer other than 200 is an error too.
Result<std::string> get(const std::string& admin, const std::string& path);

}  // namespace meridian::cli
