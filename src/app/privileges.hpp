// Who this process is.
#pragma once

#include <string>

#include "meridian/core/base/result.hpp"

namespace meridian::app {

// Becomes `user`, with `group` or else the user's own groups, for good: all threads, and without a
// way back. `user` empty: stays who it is. To be called before a thread reads a file that it will
// read again later.
Result<bool> become(const std::string& user, const std::string& group);

}  // namespace meridian::app
