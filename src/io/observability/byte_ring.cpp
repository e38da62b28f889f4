#include "io/observability/byte_ring.hpp"

#include <bit>
#include <cstring>

#include "meridian/core/base/check.hpp"

namespace meridian::observability {
namespace {

constexpr std::size_t kLengthBytes = 8;

constexpr std::size_t padded(std::size_t n) {
  return (n + 7) & ~std::size_t{7};
}

}  // namespace

ByteRing::ByteRing(std::size_t bytes)
    : size_(std::bit_ceil(bytes)), bytes_(std::make_unique_for_overwrite<std::byte[]>(size_)) {
  MERIDIAN_CHECK(bytes >= kLengthBytes);
}

std::uint64_t ByteRing::length_at(std::uint64_t position) const {
  std::uint64_t length = 0;
  std::memcpy(&length, &bytes_[position & (size_ - 1)], sizeof length);
  return length;
}

void ByteRing::put_length(std::uint64_t position, std::uint64_t length) {
  std::memcpy(&bytes_[position & (size_ - 1)], &length, sizeof length);
}

std::byte* ByteRing::reserve(std::size_t n) {
  const std::size_t needed = kLengthBytes + padded(n);
  std::uint64_t start = head_.load(std::memory_order_relaxed);
  const std::size_t to_end = size_ - (start & (size_ - 1));
  const std::size_t skipped = needed > to_end ? to_end : 0;
  if (needed > size_) return nullptr;
  if (start + skipped + needed - tail_seen_ > size_) {
    tail_seen_ = tail_.load(std::memory_order_acquire);
    if (start + skipped + needed - tail_seen_ > size_) return nullptr;
  }
  if (skipped > 0) {
    put_length(start, kSkip);
    start += skipped;
  }
  put_length(start, n);
  reserved_end_ = start + needed;
  return &bytes_[(start & (size_ - 1)) + kLengthBytes];
}

void ByteRing::publish() {
  head_.store(reserved_end_, std::memory_order_release);
}

std::span<const std::byte> ByteRing::front() {
  std::uint64_t at = tail_.load(std::memory_order_relaxed);
  if (at == head_seen_) head_seen_ = head_.load(std::memory_order_acquire);
  if (at == head_seen_) return {};
  if (length_at(at) == kSkip) {
    at += size_ - (at & (size_ - 1));
    tail_.store(at, std::memory_order_release);
  }
  return {&bytes_[(at & (size_ - 1)) + kLengthBytes], length_at(at)};
}

void ByteRing::pop() {
  const std::uint64_t at = tail_.load(std::memory_order_relaxed);
  tail_.store(at + kLengthBytes + padded(length_at(at)), std::memory_order_release);
}

std::size_t ByteRing::used() const {
  return head_.load(std::memory_order_acquire) - tail_.load(std::memory_order_relaxed);
}

}  // namespace meridian::observability
