// The events of an edge, and whoever waits for the next one. Control thread. Shared by the edge,
// which tells, and the sessions, which may outlive it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <set>
#include <string>

#include "meridian/core/base/limits.hpp"
#include "meridian/core/events/event_ring.hpp"

namespace meridian::admin {

class EventFeed {
 public:
  void push(events::Event event);  // now
  const events::EventRing& ring() const { return ring_; }

  // Returns after the next push or wake(), after this time at the latest.
  boost::asio::awaitable<void> next(nanoseconds at_most);
  void wake();

 private:
  events::EventRing ring_{limits::kEventsKept};
  std::set<boost::asio::steady_timer*> waiting_;
};

}  // namespace meridian::admin
