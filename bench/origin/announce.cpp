#include "announce.hpp"

#include <unistd.h>

#include <cstdio>
#include <fstream>

namespace meridian::origin {

bool write_announce(const std::string& path, const std::string& region,
                    const std::vector<std::string>& listeners) {
  const std::string draft = path + ".new";
  {
    std::ofstream out(draft, std::ios::trunc);
    out << "{\"listeners\": [";
    const char* separator = "";
    for (const std::string& listener : listeners) {
      out << separator << '"' << listener << '"';
      separator = ", ";
    }
    out << "], \"region\": \"" << region << "\", \"pid\": " << getpid() << "}\n";
    out.flush();
    if (!out) return false;
  }
  return std::rename(draft.c_str(), path.c_str()) == 0;
}

}  // namespace meridian::origin
