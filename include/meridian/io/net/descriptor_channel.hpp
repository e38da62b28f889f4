// One end of a pair of Unix sockets between two processes: short messages that may carry open
// descriptors. Both ends trust each other; what is received is bounded all the same.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "meridian/core/base/result.hpp"

namespace meridian::net {

class DescriptorChannel {
 public:
  static constexpr std::size_t kTextBytesMax = 4096;
  static constexpr std::size_t kDescriptorsMax = 64;  // of one message

  // Two connected ends, closed on exec.
  static Result<std::pair<DescriptorChannel, DescriptorChannel>> make();
  // Takes over an end that a parent process left open.
  explicit DescriptorChannel(int fd);
  ~DescriptorChannel();
  DescriptorChannel(DescriptorChannel&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  DescriptorChannel& operator=(DescriptorChannel&& other) noexcept;

  int fd() const { return fd_; }
  // Both wait, for at most as long as `set_patience` says; that and a peer that is gone are errors.
  void set_patience(std::size_t milliseconds);
  Result<bool> send(std::string_view text, std::span<const int> descriptors = {});
  struct Message {
    std::string text;
    std::vector<int> descriptors;  // closed on exec, the receiver's from now on
  };
  Result<Message> receive();

 private:
  int fd_;
};

}  // namespace meridian::net
