// `run --announce FILE`: tells whoever started the edge that everything accepts, and where.
#pragma once

#include <map>
#include <string>

#include "meridian/core/base/result.hpp"

namespace meridian::app {

struct Announcement {
  std::map<std::string, std::string> listeners;  // name -> "addr:port" of the first bind
  std::string admin;                             // "addr:port"; empty: none
  long pid = 0;
};

// {"listeners": {..}, "admin": .., "pid": ..}, written beside FILE and renamed onto it.
Result<bool> announce(const std::string& file, const Announcement& announcement);

}  // namespace meridian::app
