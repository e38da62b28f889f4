#include "io/redis/format.hpp"

#include <hiredis/hiredis.h>

#include <vector>

#include "meridian/core/base/check.hpp"

namespace meridian::redis {

std::string format(const Words& command) {
  std::vector<const char*> words;
  std::vector<std::size_t> sizes;
  for (const std::string& word : command) {
    words.push_back(word.data());
    sizes.push_back(word.size());
  }
  char* bytes = nullptr;
  const int size =
      redisFormatCommandArgv(&bytes, static_cast<int>(words.size()), words.data(), sizes.data());
  MERIDIAN_CHECK(size > 0);
  std::string text(bytes, static_cast<std::size_t>(size));
  redisFreeCommand(bytes);
  return text;
}

}  // namespace meridian::redis
