#include "meridian/io/net/socket.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "meridian/core/base/limits.hpp"

namespace meridian::net {

namespace {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress to_socket_address(const IpEndpoint& endpoint) {
  SocketAddress address;
  if (endpoint.address.is_v4()) {
    auto* in = reinterpret_cast<sockaddr_in*>(&address.storage);
    in->sin_family = AF_INET;
    in->sin_port = htons(endpoint.port);
    in->sin_addr.s_addr = htonl(endpoint.address.v4_bits());
    address.size = sizeof(sockaddr_in);
  } else {
    auto* in6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
    in6->sin6_family = AF_INET6;
    in6->sin6_port = htons(endpoint.port);
    std::memcpy(&in6->sin6_addr, endpoint.address.bytes().data(), 16);
    address.size = sizeof(sockaddr_in6);
  }
  return address;
}

IpEndpoint from_socket_address(const SocketAddress& address) {
  if (address.storage.ss_family == AF_INET) {
    const auto* in = reinterpret_cast<const sockaddr_in*>(&address.storage);
    return {IpAddress::v4(ntohl(in->sin_addr.s_addr)), ntohs(in->sin_port)};
  }
  const auto* in6 = reinterpret_cast<const sockaddr_in6*>(&address.storage);
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), &in6->sin6_addr, bytes.size());
  return {IpAddress::v6(bytes), ntohs(in6->sin6_port)};
}

Error system_error(const std::string& what, int error) {
  const bool refused = error == ECONNREFUSED || error == EACCES || error == EADDRINUSE;
  return {refused ? ErrorCode::refused : ErrorCode::io, ErrorSource::system, true,
          what + ": " + std::strerror(error)};
}

bool set_option(int fd, int level, int option) {
  const int on = 1;
  return setsockopt(fd, level, option, &on, sizeof on) == 0;
}

int open_socket(const IpEndpoint& endpoint) {
  const int family = endpoint.address.is_v4() ? AF_INET : AF_INET6;
  return ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

}  // namespace

Result<int> listen_on(const IpEndpoint& endpoint) {
  const std::string what = "cannot listen on " + to_string(endpoint);
  const int fd = open_socket(endpoint);
  if (fd < 0) return system_error(what, errno);
  SocketAddress address = to_socket_address(endpoint);
  const bool ok =
      set_option(fd, SOL_SOCKET, SO_REUSEADDR) && set_option(fd, SOL_SOCKET, SO_REUSEPORT) &&
      set_option(fd, IPPROTO_TCP, TCP_NODELAY) &&
      (endpoint.address.is_v4() || set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY)) &&
      ::bind(fd, address.get(), address.size) == 0 && ::listen(fd, limits::kListenBacklog) == 0;
  if (ok) return fd;
  const int error = errno;
  ::close(fd);
  return system_error(what, error);
}

Result<int> start_connect(const IpEndpoint& endpoint) {
  const int fd = open_socket(endpoint);
  if (fd < 0) return system_error("cannot make a socket for " + to_string(endpoint), errno);
  SocketAddress address = to_socket_address(endpoint);
  set_option(fd, IPPROTO_TCP, TCP_NODELAY);
  if (::connect(fd, address.get(), address.size) == 0 || errno == EINPROGRESS) return fd;
  const int error = errno;
  ::close(fd);
  return system_error("cannot connect to " + to_string(endpoint), error);
}

int connect_error(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  return error;
}

int accept_one(int listener, IpEndpoint& peer) {
  SocketAddress address;
  const int fd = ::accept4(listener, address.get(), &address.size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd >= 0) peer = from_socket_address(address);
  return fd;
}

microseconds round_trip(int fd) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return microseconds(0);
  return microseconds(info.tcpi_rtt);
}

IpEndpoint local_endpoint(int fd) {
  SocketAddress address;
  if (getsockname(fd, address.get(), &address.size) != 0) return {};
  return from_socket_address(address);
}

std::string to_string(const IpEndpoint& endpoint) {
  const std::string address = endpoint.address.to_string();
  const std::string port = std::to_string(endpoint.port);
  return endpoint.address.is_v4() ? address + ":" + port : "[" + address + "]:" + port;
}

}  // namespace meridian::net
