// Memory that outlives the shared input buffer: from its head to its end a request keeps the head
// as received, and the head sent upstream, in one block. Blocks of the usual size are reused.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace meridian::proxy {

struct Block {
  std::unique_ptr<char[]> bytes;
  std::size_t capacity = 0;
};

class BlockPool {
 public:
  static constexpr std::size_t kUsualBytes = 4096;  // a browser's head twice, with room
  static constexpr std::size_t kSpareMax = 256;

  Block take(std::size_t bytes) {
    if (bytes > kUsualBytes) return {std::unique_ptr<char[]>(new char[bytes]), bytes};
    if (spare_.empty()) return {std::unique_ptr<char[]>(new char[kUsualBytes]), kUsualBytes};
    Block block{std::move(spare_.back()), kUsualBytes};
    spare_.pop_back();
    return block;
  }
  void give_back(Block block) {
    if (block.capacity == kUsualBytes && spare_.size() < kSpareMax)
      spare_.push_back(std::move(block.bytes));
  }

 private:
  std::vector<std::unique_ptr<char[]>> spare_;
};

}  // namespace meridian::proxy
