#include "meridian/io/net/reactor.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::net {

namespace {

Readiness readiness_of(std::uint32_t events) {
  return {.readable = (events & EPOLLIN) != 0,
          .writable = (events & EPOLLOUT) != 0,
          .peer_closed = (events & (EPOLLRDHUP | EPOLLHUP)) != 0,
          .failed = (events & EPOLLERR) != 0};
}

void add_events(int epoll, int fd, Watch& watch, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &watch;
  MERIDIAN_CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0);
}

}  // namespace

Reactor::Reactor()
    : epoll_(epoll_create1(EPOLL_CLOEXEC)), events_(new epoll_event[limits::kEventsPerPollMax]) {
  MERIDIAN_CHECK(epoll_ >= 0);
}

Reactor::~Reactor() {
  ::close(epoll_);
}

void Reactor::add(int fd, Watch& watch) {
  add_events(epoll_, fd, watch, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
}

void Reactor::add_level(int fd, Watch& watch) {
  add_events(epoll_, fd, watch, EPOLLIN);
}

void Reactor::forget(Watch& watch) {
  for (epoll_event& event : turn_)
    if (event.data.ptr == &watch) event.data.ptr = nullptr;
}

void Reactor::remove(int fd, Watch& watch) {
  forget(watch);
  epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
}

bool Reactor::wait(milliseconds timeout) {
  const int wait = timeout.count() < 0 ? -1 : static_cast<int>(timeout.count());
  const int n = epoll_wait(epoll_, events_.get(), limits::kEventsPerPollMax, wait);
  MERIDIAN_CHECK(n >= 0 || errno == EINTR);
  turn_ = {events_.get(), static_cast<std::size_t>(n > 0 ? n : 0)};
  return n == limits::kEventsPerPollMax;
}

void Reactor::dispatch() {
  while (!turn_.empty()) {
    const epoll_event event = turn_.front();
    turn_ = turn_.subspan(1);
    if (event.data.ptr != nullptr)
      static_cast<Watch*>(event.data.ptr)->on_ready(readiness_of(event.events));
  }
}

}  // namespace meridian::net
