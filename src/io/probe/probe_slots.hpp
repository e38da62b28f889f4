// How many probes may be in flight at once: a counting semaphore for coroutines of one thread,
// first come, first served.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <deque>

namespace meridian::probe {

class ProbeSlots {
 public:
  ProbeSlots(boost::asio::io_context& io, std::size_t slots) : io_(io), free_(slots) {}

  // Each acquire needs one release.
  boost::asio::awaitable<void> acquire();
  void release();

 private:
  boost::asio::io_context& io_;
  std::size_t free_;
  std::deque<boost::asio::steady_timer*> waiting_;  // one for each loop: bounded by their number
};

}  // namespace meridian::probe
