// Short ways to write replies down.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "meridian/core/redis/address.hpp"
#include "meridian/core/redis/reply.hpp"

namespace meridian::redis::test {

// Who gave the reply.
inline const Address kAsked{"10.0.0.1", 6379, {}};

inline Reply text(std::string value) {
  return {Reply::Type::string, std::move(value), 0, {}};
}
inline Reply status(std::string value) {
  return {Reply::Type::status, std::move(value), 0, {}};
}
inline Reply error(std::string value) {
  return {Reply::Type::error, std::move(value), 0, {}};
}
inline Reply number(std::int64_t value) {
  return {Reply::Type::integer, "", value, {}};
}
inline Reply list(std::vector<Reply> elements) {
  return {Reply::Type::array, "", 0, std::move(elements)};
}

}  // namespace meridian::redis::test
