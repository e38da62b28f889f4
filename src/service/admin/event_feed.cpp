#include "meridian/service/admin/event_feed.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace meridian::admin {

namespace asio = boost::asio;

void EventFeed::push(events::Event event) {
  event.at = std::chrono::system_clock::now();
  ring_.push(std::move(event));
  wake();
}

void EventFeed::wake() {
  for (asio::steady_timer* timer : waiting_) timer->cancel();
}

asio::awaitable<void> EventFeed::next(nanoseconds at_most) {
  asio::steady_timer timer(co_await asio::this_coro::executor, at_most);
  // Also where the loop ends while this waits.
  struct Waiting {
    std::set<asio::steady_timer*>& list;
    asio::steady_timer* timer;
    ~Waiting() { list.erase(timer); }
  };
  waiting_.insert(&timer);
  const Waiting waiting{waiting_, &timer};
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace meridian::admin
