// `meridian run`: from a config file to a served edge and its end.
#pragma once

#include <string>

namespace meridian::app {

// 0: ended in order; 2: bad config; 3: cannot bind or open something.
int run(const std::string& config_file, const std::string& announce_file);

}  // namespace meridian::app
