#include "exchange_set.hpp"

#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "meridian/core/base/check.hpp"

namespace meridian::load {

ExchangeSet::ExchangeSet(Target target, Arrived arrived)
    : target_(std::move(target)),
      arrived_(std::move(arrived)),
      context_(make_client_context()),
      epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  MERIDIAN_CHECK(epoll_ >= 0);
}

ExchangeSet::~ExchangeSet() {
  exchanges_.clear();
  SSL_CTX_free(context_);
  close(epoll_);
}

Exchange* ExchangeSet::add(std::string request) {
  auto exchange = std::make_unique<Exchange>(target_, context_);
  if (exchange->descriptor() < 0) return nullptr;
  Exchange* added = exchange.get();
  if (!request.empty()) added->begin(std::move(request));
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = added;
  MERIDIAN_CHECK(epoll_ctl(epoll_, EPOLL_CTL_ADD, added->descriptor(), &event) == 0);
  exchanges_.emplace(added, std::move(exchange));
  return added;
}

void ExchangeSet::begin(Exchange& exchange, std::string request) {
  exchange.begin(std::move(request));
  if (exchange.state() == Exchange::State::busy) drive(exchange);
}

void ExchangeSet::remove(Exchange& exchange) {
  if (std::find(doomed_.begin(), doomed_.end(), &exchange) == doomed_.end()) {
    doomed_.push_back(&exchange);
  }
}

void ExchangeSet::poll(std::chrono::milliseconds timeout_max) {
  for (Exchange* exchange : std::exchange(doomed_, {})) exchanges_.erase(exchange);
  std::array<epoll_event, 256> events{};
  const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                               static_cast<int>(timeout_max.count()));
  for (int i = 0; i < count; ++i) {
    auto* exchange = static_cast<Exchange*>(events[static_cast<std::size_t>(i)].data.ptr);
    if (std::find(doomed_.begin(), doomed_.end(), exchange) == doomed_.end()) drive(*exchange);
  }
}

void ExchangeSet::drive(Exchange& exchange) {
  while (exchange.drive()) {
    arrived_(exchange);
    if (exchange.state() == Exchange::State::failed) return;
  }
}

}  // namespace meridian::load
