#include "io/probe/probe_loop.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <utility>

#include "io/probe/probe.hpp"

namespace meridian::probe {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

ProbeLoop::ProbeLoop(asio::io_context& io, std::shared_ptr<ProbeSlots> slots, Report report)
    : io_(io), slots_(std::move(slots)), report_(std::move(report)), timer_(io) {}

void ProbeLoop::start(nanoseconds first_after) {
  asio::co_spawn(io_, run(first_after), [self = shared_from_this()](std::exception_ptr bug) {
    if (bug) std::rethrow_exception(bug);
  });
}

void ProbeLoop::stop() {
  stopped_ = true;
  timer_.cancel();
}

void ProbeLoop::set_target(ProbeTarget target) {
  const auto& check = target.check;
  const bool sleeps_too_long =
      timer_.expiry() - Clock::now() > 2 * std::max(check.interval, check.interval_down);
  target_ = std::make_shared<const ProbeTarget>(std::move(target));
  if (sleeps_too_long) wake();
}

void ProbeLoop::set_addresses(std::vector<IpAddress> addresses) {
  const bool news = !addresses_ || (addresses_->empty() && !addresses.empty());
  addresses_ = std::move(addresses);
  if (news) wake();
}

void ProbeLoop::wake() {
  timer_.cancel();
}

asio::awaitable<void> ProbeLoop::sleep(nanoseconds length) {
  const auto now = Clock::now();
  const bool for_ever = length > std::chrono::hours(24 * 365);
  timer_.expires_at(for_ever ? Clock::time_point::max() : now + length);
  co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

std::vector<IpAddress> ProbeLoop::next_addresses() const {
  std::vector<IpAddress> turned = *addresses_;
  if (!turned.empty()) {
    const auto by = static_cast<std::ptrdiff_t>(failures_ % turned.size());
    std::rotate(turned.begin(), turned.begin() + by, turned.end());
  }
  return turned;
}

asio::awaitable<void> ProbeLoop::run(nanoseconds first_after) {
  co_await sleep(first_after);
  while (!stopped_) {
    if (!addresses_) {
      co_await sleep(nanoseconds::max());
      continue;
    }
    co_await slots_->acquire();
    const auto target = target_;
    const auto started = Clock::now();
    std::optional<health::ProbeResult> result;
    if (!stopped_) result = co_await probe_once(*target, next_addresses());
    slots_->release();
    if (stopped_) co_return;
    if (result) failures_ = result->outcome == health::ProbeOutcome::ok ? failures_ : failures_ + 1;
    co_await sleep(report_(*target_, result, started));
  }
}

}  // namespace meridian::probe
