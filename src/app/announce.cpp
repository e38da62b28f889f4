#include "app/announce.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

namespace meridian::app {

Result<bool> announce(const std::string& file, const Announcement& announcement) {
  const nlohmann::json document{{"listeners", announcement.listeners},
                                {"admin", announcement.admin},
                                {"pid", announcement.pid}};
  const std::string temporary = file + ".new";
  std::ofstream out(temporary);
  out << document.dump() << "\n";
  out.close();
  if (out.good() && std::rename(temporary.c_str(), file.c_str()) == 0) return true;
  return Error{ErrorCode::io, ErrorSource::file, false,
               "cannot write " + file + ": " + std::strerror(errno)};
}

}  // namespace meridian::app
