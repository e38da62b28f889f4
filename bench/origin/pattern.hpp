// Generated bodies and the checksum of received ones. Both are fixed, so that a client written
// elsewhere can check them:
//   byte i of a generated body = low 8 bits of mix64(i mod 65521)      (core/base/hash.hpp)
//   checksum of a received body = FNV-1a, 64 bit, written as 16 lower-case hex digits
// 65521 is prime, so no power-of-two chunk that is lost, doubled or moved leaves the body intact.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace meridian::origin {

inline constexpr std::size_t kPatternPeriod = 65521;
inline constexpr std::size_t kPatternPieceMax = 64 * 1024;

// The bytes [offset, offset + length) of the pattern, length <= kPatternPieceMax. Static storage.
std::string_view pattern_piece(std::uint64_t offset, std::size_t length);

class Checksum {
 public:
  void add(std::string_view bytes);
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

}  // namespace meridian::origin
