#include "pattern.hpp"

#include <array>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/hash.hpp"

namespace meridian::origin {
namespace {

// One period and one piece more, so that a piece may start anywhere in the period.
using Table = std::array<char, kPatternPeriod + kPatternPieceMax>;

Table make_table() {
  Table table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = static_cast<char>(mix64(i % kPatternPeriod) & 0xff);
  }
  return table;
}

}  // namespace

std::string_view pattern_piece(std::uint64_t offset, std::size_t length) {
  static const Table table = make_table();
  MERIDIAN_CHECK(length <= kPatternPieceMax);
  return {table.data() + offset % kPatternPeriod, length};
}

void Checksum::add(std::string_view bytes) {
  std::uint64_t h = value_;
  for (const char c : bytes) h = (h ^ static_cast<std::uint8_t>(c)) * 0x100000001b3ULL;
  value_ = h;
}

}  // namespace meridian::origin
