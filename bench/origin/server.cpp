#include "server.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "meridian/core/base/check.hpp"

namespace meridian::origin {
namespace {

constexpr int kBacklog = 4096;
constexpr std::uint32_t kBroken = EPOLLHUP | EPOLLERR;

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = sizeof(sockaddr_storage);
  sockaddr* raw() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress to_socket_address(const IpEndpoint& endpoint) {
  SocketAddress out;
  if (endpoint.address.is_v4()) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(endpoint.port);
    address.sin_addr.s_addr = htonl(endpoint.address.v4_bits());
    std::memcpy(&out.storage, &address, sizeof address);
    out.length = sizeof address;
  } else {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(endpoint.port);
    std::memcpy(&address.sin6_addr, endpoint.address.bytes().data(), 16);
    std::memcpy(&out.storage, &address, sizeof address);
    out.length = sizeof address;
  }
  return out;
}

std::string to_text(const SocketAddress& address) {
  if (address.storage.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address.storage, sizeof v4);
    return IpAddress::v4(ntohl(v4.sin_addr.s_addr)).to_string() + ':' +
           std::to_string(ntohs(v4.sin_port));
  }
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address.storage, sizeof v6);
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
  return '[' + IpAddress::v6(bytes).to_string() + "]:" + std::to_string(ntohs(v6.sin6_port));
}

void enable(int descriptor, int level, int option) {
  const int on = 1;
  setsockopt(descriptor, level, option, &on, sizeof on);
}

}  // namespace

Server::Server(Facts facts, SSL_CTX* context)
    : facts_(std::move(facts)), context_(context), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  MERIDIAN_CHECK(epoll_ >= 0);
}

Server::~Server() {
  connections_.clear();
  for (const Listener& listener : listeners_) close(listener.descriptor);
  close(epoll_);
}

bool Server::listen(const IpEndpoint& endpoint, const std::string& region) {
  SocketAddress address = to_socket_address(endpoint);
  const int listener = socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
  MERIDIAN_CHECK(listener >= 0);
  enable(listener, SOL_SOCKET, SO_REUSEADDR);
  if (bind(listener, address.raw(), address.length) != 0 || ::listen(listener, kBacklog) != 0) {
    std::fprintf(stderr, "origin: cannot listen on %s: %s\n", to_text(address).c_str(),
                 std::strerror(errno));
    close(listener);
    return false;
  }
  getsockname(listener, address.raw(), &address.length);
  listening_.push_back(to_text(address));
  listeners_.push_back({listener, region});
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = listener;
  MERIDIAN_CHECK(epoll_ctl(epoll_, EPOLL_CTL_ADD, listener, &event) == 0);
  return true;
}

void Server::run() {
  std::array<epoll_event, kEventsMax> events{};
  for (;;) {
    const int count = epoll_wait(epoll_, events.data(), kEventsMax, poll_timeout());
    for (int i = 0; i < count; ++i) {
      const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
      if (const Listener* listener = listener_of(descriptor)) {
        accept_from(*listener);
      } else {
        drive(descriptor, (events[static_cast<std::size_t>(i)].events & kBroken) != 0);
      }
    }
    run_again();
    run_delays();
  }
}

const Server::Listener* Server::listener_of(int descriptor) const {
  for (const Listener& listener : listeners_) {
    if (listener.descriptor == descriptor) return &listener;
  }
  return nullptr;
}

void Server::accept_from(const Listener& listener) {
  for (int i = 0; i < kAcceptsPerTurnMax; ++i) {
    SocketAddress peer;
    const int descriptor = accept4(listener.descriptor, peer.raw(), &peer.length, SOCK_NONBLOCK);
    if (descriptor < 0) return;
    enable(descriptor, IPPROTO_TCP, TCP_NODELAY);
    Entry entry;
    entry.connection = std::make_unique<Connection>(
        descriptor, context_, Connection::From{to_text(peer), listener.region}, facts_);
    entry.serial = next_serial_++;
    entry.events = EPOLLIN;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    MERIDIAN_CHECK(epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) == 0);
    connections_.insert_or_assign(descriptor, std::move(entry));
  }
}

void Server::drive(int descriptor, bool broken) {
  const auto found = connections_.find(descriptor);
  if (found == connections_.end()) return;
  Entry& entry = found->second;
  // epoll reports these whether asked or not: a connection that waits for neither must go.
  if (broken && entry.events == 0) {
    connections_.erase(found);
    return;
  }
  const Connection::Outcome outcome = entry.connection->drive();
  if (outcome == Connection::Outcome::over) {
    connections_.erase(found);
    return;
  }
  if (outcome == Connection::Outcome::again) again_.push_back(descriptor);
  if (outcome == Connection::Outcome::delayed) {
    delays_.push({Clock::now() + entry.connection->delay(), descriptor, entry.serial});
  }
  watch(descriptor, entry);
}

void Server::watch(int descriptor, Entry& entry) {
  const std::uint32_t wanted = (entry.connection->wants_input() ? EPOLLIN : 0U) |
                               (entry.connection->wants_output() ? EPOLLOUT : 0U);
  if (wanted == entry.events) return;
  entry.events = wanted;
  epoll_event event{};
  event.events = wanted;
  event.data.fd = descriptor;
  MERIDIAN_CHECK(epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor, &event) == 0);
}

void Server::run_again() {
  const std::vector<int> turn = std::exchange(again_, {});
  for (const int descriptor : turn) drive(descriptor, false);
}

void Server::run_delays() {
  if (delays_.empty()) return;
  const Clock::time_point now = Clock::now();
  while (!delays_.empty() && delays_.top().deadline <= now) {
    const Delay delay = delays_.top();
    delays_.pop();
    const auto found = connections_.find(delay.descriptor);
    if (found == connections_.end() || found->second.serial != delay.serial) continue;
    found->second.connection->resume();
    drive(delay.descriptor, false);
  }
}

int Server::poll_timeout() const {
  if (!again_.empty()) return 0;
  if (delays_.empty()) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(delays_.top().deadline - Clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

}  // namespace meridian::origin
