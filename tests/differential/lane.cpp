#include "lane.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "answers.hpp"

namespace meridian::differential {

namespace {

constexpr int kQuietBarriers = 3;
// Only a proxy that has stopped answering anybody meets this.
constexpr int kBarrierTimeoutMs = 20000;

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const timeval timeout{kBarrierTimeoutMs / 1000, 0};
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
  ::close(fd);
  return -1;
}

void send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const long n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace

Lane::Lane(std::uint16_t proxy_port, std::uint16_t origin_port)
    : proxy_port_(proxy_port), origin_(origin_port) {}

Lane::~Lane() {
  if (barrier_ >= 0) ::close(barrier_);
}

Seen Lane::run(const Case& the_case) {
  Seen seen;
  origin_.begin(the_case.answer, the_case.closes);
  const int fd = connect_to(proxy_port_);
  if (fd < 0) {
    seen.poisoned = true;
    return seen;
  }
  send_all(fd, the_case.sent);
  converse(fd, seen);
  ::close(fd);
  // The proxy learns of the end, and lets go of what it has at the origin.
  for (int i = 0; i < kQuietBarriers; ++i) seen.poisoned = !barrier() || seen.poisoned;
  seen.at_origin = origin_.end();
  return seen;
}

void Lane::converse(int fd, Seen& seen) {
  std::size_t at_origin = 0;
  for (int quiet = 0; !drain(fd, seen);) {
    const std::size_t before = seen.to_client.size();
    if (!barrier()) {
      seen.poisoned = true;
      return;
    }
    if (drain(fd, seen)) return;
    const bool moved = seen.to_client.size() != before || origin_.bytes() != at_origin;
    at_origin = origin_.bytes();
    quiet = moved ? 0 : quiet + 1;
    if (quiet < kQuietBarriers) continue;
    if (seen.waited) return;
    seen.waited = true;
    quiet = 0;
    ::shutdown(fd, SHUT_WR);
  }
}

// True: the proxy has ended the connection.
bool Lane::drain(int fd, Seen& seen) {
  char buffer[65536];
  while (!seen.ended) {
    const long n = ::recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (n > 0)
      seen.to_client.append(buffer, static_cast<std::size_t>(n));
    else
      seen.ended = true;
  }
  return true;
}

// False: it was answered wrongly, or not at all.
bool Lane::barrier() {
  const std::string path = std::string(kBarrierPath) + std::to_string(++barriers_);
  const std::string request = "GET " + path + " HTTP/1.1\r\nHost: a.test\r\n\r\n";
  if (barrier_ < 0) barrier_ = connect_to(proxy_port_);
  if (barrier_ >= 0) {
    send_all(barrier_, request);
    if (barrier_answered(path)) return true;
    ::close(barrier_);
  }
  barrier_ = -1;
  return false;
}

bool Lane::barrier_answered(const std::string& path) {
  std::string in;
  while (true) {
    pollfd event{barrier_, POLLIN, 0};
    if (::poll(&event, 1, kBarrierTimeoutMs) <= 0) return false;
    char buffer[4096];
    const long n = ::recv(barrier_, buffer, sizeof buffer, 0);
    if (n <= 0) return false;
    in.append(buffer, static_cast<std::size_t>(n));
    const Answers answers = read_answers(in, {"GET"}, false);
    if (answers.finals.empty() || !answers.finals.front().complete) continue;
    const Answer& answer = answers.finals.front();
    return answer.status == 200 && answer.body == answer_body(path) && answers.left_over.empty();
  }
}

}  // namespace meridian::differential
