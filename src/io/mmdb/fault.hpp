// The errors of this module: every one names the file, what is wrong with it and what to do.
#pragma once

#include <string>

#include "meridian/core/base/result.hpp"

namespace meridian::mmdb {

inline Error bad_file(const std::string& name, const std::string& what) {
  return {ErrorCode::invalid, ErrorSource::file, false,
          name + ": " + what + "; fetch it again by geoip/update, or name another file"};
}

}  // namespace meridian::mmdb
