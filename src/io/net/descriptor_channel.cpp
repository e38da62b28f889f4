#include "meridian/io/net/descriptor_channel.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "meridian/core/base/check.hpp"

namespace meridian::net {

namespace {

Error channel_error(const std::string& what, int error) {
  const std::string why = error == EAGAIN ? "the other process does not answer"
                          : error == 0    ? "the other process has ended"
                                          : std::strerror(error);
  return {ErrorCode::io, ErrorSource::system, false, what + ": " + why};
}

union Control {
  cmsghdr header;
  std::array<char, CMSG_SPACE(sizeof(int) * DescriptorChannel::kDescriptorsMax)> bytes;
};

}  // namespace

Result<std::pair<DescriptorChannel, DescriptorChannel>> DescriptorChannel::make() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return channel_error("cannot make a pair of sockets", errno);
  return std::pair(DescriptorChannel(ends[0]), DescriptorChannel(ends[1]));
}

DescriptorChannel::DescriptorChannel(int fd) : fd_(fd) {}

DescriptorChannel::~DescriptorChannel() {
  if (fd_ >= 0) ::close(fd_);
}

DescriptorChannel& DescriptorChannel::operator=(DescriptorChannel&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

void DescriptorChannel::set_patience(std::size_t milliseconds) {
  const timeval time{static_cast<time_t>(milliseconds / 1000),
                     static_cast<suseconds_t>(milliseconds % 1000 * 1000)};
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
  setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

Result<bool> DescriptorChannel::send(std::string_view text, std::span<const int> descriptors) {
  MERIDIAN_CHECK(!text.empty() && text.size() <= kTextBytesMax);
  MERIDIAN_CHECK(descriptors.size() <= kDescriptorsMax);
  iovec part{const_cast<char*>(text.data()), text.size()};
  Control control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (!descriptors.empty()) {
    message.msg_control = control.bytes.data();
    message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
  }
  if (::sendmsg(fd_, &message, MSG_NOSIGNAL) == static_cast<ssize_t>(text.size())) return true;
  return channel_error("cannot speak to the other process", errno == EPIPE ? 0 : errno);
}

Result<DescriptorChannel::Message> DescriptorChannel::receive() {
  Message received;
  received.text.resize(kTextBytesMax);
  iovec part{received.text.data(), received.text.size()};
  Control control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes.data();
  message.msg_controllen = control.bytes.size();
  const ssize_t n = ::recvmsg(fd_, &message, MSG_CMSG_CLOEXEC);
  const int error = n < 0 ? errno : 0;
  for (cmsghdr* header = n < 0 ? nullptr : CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    received.descriptors.resize(count);
    std::memcpy(received.descriptors.data(), CMSG_DATA(header), count * sizeof(int));
  }
  if (n <= 0) return channel_error("cannot hear the other process", error);
  received.text.resize(static_cast<std::size_t>(n));
  return received;
}

}  // namespace meridian::net
