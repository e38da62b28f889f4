#include "recording_origin.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace meridian::differential {

namespace {

int listen_on(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(fd, 64) != 0)
    throw std::runtime_error("cannot listen on port " + std::to_string(port));
  return fd;
}

bool is_barrier(const Request& request) {
  return request.target.find(kBarrierPath) != std::string::npos;
}

}  // namespace

std::string answer_body(const std::string& target) {
  return "at:" + target;
}

RecordingOrigin::RecordingOrigin(std::uint16_t port) : listener_(listen_on(port)) {
  if (::pipe(wake_) != 0) throw std::runtime_error("no pipe");
  thread_ = std::thread([this] { serve(); });
}

RecordingOrigin::~RecordingOrigin() {
  ::close(wake_[1]);
  thread_.join();
  ::close(wake_[0]);
  ::close(listener_);
  for (const Peer& peer : peers_) ::close(peer.fd);
}

void RecordingOrigin::begin(const std::string& answer, bool closes) {
  const std::lock_guard lock(mutex_);
  requests_.clear();
  script_ = answer;
  script_closes_ = closes;
  bytes_ = 0;
}

std::vector<Request> RecordingOrigin::end() {
  const std::lock_guard lock(mutex_);
  for (Peer& peer : peers_) {
    if (peer.in.empty()) continue;
    Request unfinished = read_leniently(peer.in).request;
    if (!is_barrier(unfinished)) requests_.push_back(std::move(unfinished));
    peer.in.clear();
    ::shutdown(peer.fd, SHUT_RDWR);
  }
  return std::move(requests_);
}

std::size_t RecordingOrigin::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

void RecordingOrigin::serve() {
  std::vector<pollfd> polled;
  while (true) {
    polled.assign({{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}});
    for (const Peer& peer : peers_) polled.push_back({peer.fd, POLLIN, 0});
    if (::poll(polled.data(), polled.size(), -1) < 0) return;
    if (polled[0].revents != 0) return;
    const std::lock_guard lock(mutex_);
    auto event = polled.begin() + 2;
    for (auto peer = peers_.begin(); peer != peers_.end(); ++event) {
      if (event->revents == 0 || receive(*peer)) {
        ++peer;
        continue;
      }
      ::close(peer->fd);
      peer = peers_.erase(peer);
    }
    if (polled[1].revents == 0) continue;
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (fd >= 0) peers_.push_back({fd, {}});
  }
}

// False: the connection is over.
bool RecordingOrigin::receive(Peer& peer) {
  char buffer[65536];
  const long n = ::recv(peer.fd, buffer, sizeof buffer, MSG_DONTWAIT);
  if (n <= 0) {
    if (peer.in.empty()) return false;
    Request unfinished = read_leniently(peer.in).request;
    if (!is_barrier(unfinished)) requests_.push_back(std::move(unfinished));
    return false;
  }
  if (peer.closing) return true;
  peer.in.append(buffer, static_cast<std::size_t>(n));
  take_requests(peer);
  return true;
}

void RecordingOrigin::take_requests(Peer& peer) {
  while (!peer.in.empty() && !peer.closing) {
    LenientStep step = read_leniently(peer.in);
    const bool barrier = is_barrier(step.request);
    if (!barrier) bytes_ += peer.in.size();
    if (step.consumed == 0) return;
    peer.in.erase(0, step.consumed);
    answer(peer, step.request);
    if (!barrier) requests_.push_back(std::move(step.request));
  }
}

void RecordingOrigin::answer(Peer& peer, const Request& request) {
  std::string bytes;
  const bool scripted = !script_.empty() || script_closes_;
  if (scripted && request.target.find("/case") != std::string::npos) {
    bytes = script_;
    peer.closing = script_closes_;
  } else {
    const std::string body = answer_body(request.target);
    bytes = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    if (request.method != "HEAD") bytes += body;
  }
  ::send(peer.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (peer.closing) ::shutdown(peer.fd, SHUT_WR);
}

}  // namespace meridian::differential
