// How late the control thread is: a timer that compares when it runs with when it should. What a
// late thread measured of others (a timeout, a slow answer) is its own fault, so results taken
// meanwhile are worth nothing. One thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "meridian/core/base/time.hpp"

namespace meridian::probe {

class LagMeter : public std::enable_shared_from_this<LagMeter> {
 public:
  static constexpr milliseconds kPeriod{50};
  static constexpr milliseconds kTooLate{100};

  explicit LagMeter(boost::asio::io_context& io) : timer_(io) {}
  void start();  // runs until the last owner lets go

  // The thread was more than kTooLate behind at some time since `from`.
  bool late_since(Instant from) const;
  nanoseconds worst() const;

 private:
  static constexpr seconds kWindow{15};

  void tick();

  boost::asio::steady_timer timer_;
  Instant due_{};
  Instant late_at_ = Instant::min();  // end of the last delay beyond kTooLate
  Instant window_start_{};
  nanoseconds worst_now_{};     // of this window
  nanoseconds worst_before_{};  // of the one before
};

}  // namespace meridian::probe
