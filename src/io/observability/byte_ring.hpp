// A bounded queue of variable-sized blocks between one producing and one consuming thread, without
// locks, system calls or allocation after construction.
//
// Every block is contiguous: an 8-byte length, then the bytes, padded to 8. Where a block does not
// fit before the end of the buffer, a length of kSkip sends the reader back to the start. `head_`
// and `tail_` only grow; the place in the buffer is their value modulo its size, a power of two.
// The producer owns head_ and publishes a block by storing it (release); the consumer owns tail_
// and frees a block by storing that. Each keeps a copy of the other's, so that in the common case
// a thread touches only its own cache line.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace meridian::observability {

class ByteRing {
 public:
  explicit ByteRing(std::size_t bytes);  // rounded up to a power of two

  // Producer: room for `n` bytes, or null where the ring is full. Filled, then published.
  std::byte* reserve(std::size_t n);
  void publish();

  // Consumer: the oldest block, empty where there is none. Valid until pop().
  std::span<const std::byte> front();
  void pop();

  std::size_t size() const { return size_; }
  // How much is taken; for the consumer.
  std::size_t used() const;

 private:
  static constexpr std::uint64_t kSkip = ~0ULL;
  static constexpr std::size_t kLine = 64;

  std::uint64_t length_at(std::uint64_t position) const;
  void put_length(std::uint64_t position, std::uint64_t length);

  std::size_t size_;
  std::unique_ptr<std::byte[]> bytes_;
  alignas(kLine) std::atomic<std::uint64_t> head_{0};
  std::uint64_t reserved_end_ = 0;  // of the block being filled
  std::uint64_t tail_seen_ = 0;     // by the producer
  alignas(kLine) std::atomic<std::uint64_t> tail_{0};
  std::uint64_t head_seen_ = 0;  // by the consumer
};

}  // namespace meridian::observability
