#include "io/probe/probe_slots.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace meridian::probe {

boost::asio::awaitable<void> ProbeSlots::acquire() {
  if (free_ > 0) {
    --free_;
    co_return;
  }
  boost::asio::steady_timer turn(io_, boost::asio::steady_timer::time_point::max());
  waiting_.push_back(&turn);
  co_await turn.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
}

void ProbeSlots::release() {
  if (waiting_.empty()) {
    ++free_;
    return;
  }
  waiting_.front()->cancel();  // the slot goes to the first in the queue
  waiting_.pop_front();
}

}  // namespace meridian::probe
