// Readiness of sockets for one worker: an epoll set, edge-triggered, each socket registered once.
// The owner of the thread calls poll(); nothing here is shared between threads.
#pragma once

#include <memory>
#include <span>

#include "meridian/core/base/time.hpp"

struct epoll_event;

namespace meridian::net {

struct Readiness {
  bool readable = false;
  bool writable = false;
  bool peer_closed = false;  // the peer shut down its sending side (or all)
  bool failed = false;       // not where both sides have ended in order, whoever was first
};

// Something with a descriptor. Must outlive its registration: see Reactor::forget.
class Watch {
 public:
  virtual void on_ready(Readiness readiness) = 0;

 protected:
  ~Watch() = default;
};

class Reactor {
 public:
  Reactor();
  ~Reactor();
  Reactor(const Reactor&) = delete;

  void add(int fd, Watch& watch);        // edge-triggered: read, write, peer close
  void add_level(int fd, Watch& watch);  // level-triggered, read: listeners and mailboxes
  // Before a watch's descriptor is closed: drops what this turn still has for it.
  void forget(Watch& watch);
  void remove(int fd, Watch& watch);  // out of the set without closing

  // A turn is wait(), at most `timeout` (negative: for ever), then dispatch(), which calls every
  // ready watch once. Two calls, so that the clock can be read between them.
  // True where more may be waiting than one turn takes.
  bool wait(milliseconds timeout);
  void dispatch();

 private:
  int epoll_;
  std::unique_ptr<epoll_event[]> events_;
  std::span<epoll_event> turn_;  // of the running turn, not yet dispatched
};

}  // namespace meridian::net
