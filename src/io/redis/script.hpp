// A Lua script that runs in the server, called by its hash.
#pragma once

#include <string>

namespace meridian::redis {

struct Script {
  explicit Script(std::string text_of);

  std::string text;
  std::string hash;  // SHA-1, 40 hexadecimal digits: how the server calls it
};

}  // namespace meridian::redis
