// One owner's part of a sum: how many bytes it keeps beyond the turn in which they came. What it no
// longer keeps, and what it kept when it is destroyed, leaves the sum. One thread.
#pragma once

#include <cstddef>

namespace meridian::net {

class HeldBytes {
 public:
  // `sum` outlives this.
  explicit HeldBytes(std::size_t& sum) : sum_(sum) {}
  ~HeldBytes() { set(0); }
  HeldBytes(const HeldBytes&) = delete;

  void set(std::size_t bytes) {
    sum_ += bytes - bytes_;
    bytes_ = bytes;
  }

 private:
  std::size_t& sum_;
  std::size_t bytes_ = 0;
};

}  // namespace meridian::net
