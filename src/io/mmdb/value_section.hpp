// The values of a MaxMind DB, walked once from the first byte to the last without following a
// pointer. Makers write values one after the other and point only back to earlier ones. A section
// for which that holds, and in which nothing nests deeply, has no cycles and no bottomless
// structures: whoever starts at one of its values stays inside it. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace meridian::mmdb {

// What pointers may point to. Structures made of pointers to containers can be exponentially larger
// than the section; that matters only for who reads whole structures, as is done with metadata.
enum class Pointers { to_anything, to_scalars };

class ValueSection {
 public:
  // Empty where the bytes are no such section. `bytes` must outlive it.
  static std::optional<ValueSection> check(std::span<const std::byte> bytes, Pointers pointers);

  std::size_t size() const { return bytes_.size(); }
  bool is_map_at(std::size_t offset) const;  // false too where no value starts

 private:
  ValueSection(std::span<const std::byte> bytes, std::vector<bool> starts)
      : bytes_(bytes), starts_(std::move(starts)) {}

  std::span<const std::byte> bytes_;
  std::vector<bool> starts_;  // offsets of values that are no pointers
};

}  // namespace meridian::mmdb
