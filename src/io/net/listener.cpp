#include "meridian/io/net/listener.hpp"

#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "meridian/core/base/limits.hpp"
#include "meridian/io/net/socket.hpp"

namespace meridian::net {

Listener::Listener(Reactor& reactor, DeadlineWheel& wheel, Acceptor& acceptor, int fd,
                   std::size_t index)
    : reactor_(reactor),
      wheel_(wheel),
      acceptor_(acceptor),
      fd_(fd),
      index_(index),
      local_(local_endpoint(fd)) {
  reactor_.add_level(fd_, *this);
}

// Removed first: where another process has the socket, too, it would stay in the set when closed.
Listener::~Listener() {
  if (watched_)
    reactor_.remove(fd_, *this);
  else
    reactor_.forget(*this);
  ::close(fd_);
}

void Listener::on_ready(Readiness /*readiness*/) {
  accept_some();
}

void Listener::empty_queue() {
  for (int i = 0; i < limits::kListenBacklog / limits::kAcceptsPerTurnMax; ++i)
    if (!accept_some()) return;
}

bool Listener::accept_some() {
  for (int i = 0; i < limits::kAcceptsPerTurnMax; ++i) {
    IpEndpoint peer;
    const int accepted = accept_one(fd_, peer);
    if (accepted >= 0) {
      acceptor_.on_accept(*this, accepted, peer);
      continue;
    }
    if (errno == ECONNABORTED || errno == EINTR) continue;
    if (errno == EAGAIN) return false;
    // EMFILE, ENFILE, ENOBUFS, ENOMEM: nothing will change at once.
    if (watched_) reactor_.remove(fd_, *this);
    watched_ = false;
    wheel_.arm(*this, std::chrono::steady_clock::now() + kPause);
    return false;
  }
  return true;
}

void Listener::on_deadline() {
  watched_ = true;
  reactor_.add_level(fd_, *this);
}

}  // namespace meridian::net
