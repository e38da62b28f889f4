// What a link listens to: the channel it was asked for, and Sentinel's word of a new master.
#include "io/redis/link_body.hpp"
#include "meridian/core/base/check.hpp"
#include "meridian/core/redis/sentinel.hpp"
#include "meridian/io/observability/log.hpp"

namespace meridian::redis {

namespace {

constexpr milliseconds kListenAgain{500};

}  // namespace

void Link::Body::subscribe(const std::string& channel,
                           std::function<void(std::string_view)> message) {
  MERIDIAN_CHECK(channel_.empty() || channel_ == channel);
  channel_ = channel;
  listeners_.push_back(std::move(message));
  listen();
}

void Link::Body::tell(std::string_view message) {
  for (const auto& listener : listeners_) listener(message);
}

void Link::Body::listen() {
  if (stopped_ || !connection_ || channel_.empty() || subscription_) return;
  subscription_ = std::make_shared<Subscription>(io_, settings_for({connection_->address(), false}),
                                                 settings_.greeting.login, channel_);
  Subscription::Events events;
  events.subscribed = [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self && !self->stopped_) self->tell("");
  };
  events.message = [weak = weak_from_this()](std::string_view text) {
    const auto self = weak.lock();
    if (self && !self->stopped_) self->tell(text);
  };
  events.ended = [weak = weak_from_this()](const Error& why) {
    const auto self = weak.lock();
    if (!self || self->stopped_) return;
    self->subscription_.reset();
    if (!self->connection_) return;
    observability::log_warning("store", "changes are polled for now: " + why.context);
    self->listen_later();
  };
  subscription_->open(std::move(events));
}

void Link::Body::listen_later() {
  relisten_.expires_after(kListenAgain);
  relisten_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (error || !self || self->stopped_) return;
    self->listen();
    self->watch_sentinel();
  });
}

void Link::Body::stop_listening() {
  relisten_.cancel();
  if (subscription_) std::exchange(subscription_, nullptr)->close();
}

// The Sentinel that named the master is listened to for the next one.
void Link::Body::watch_sentinel() {
  if (stopped_ || settings_.greeting.mode != Mode::sentinel || sentinel_watch_) return;
  sentinel_watch_ = std::make_shared<Subscription>(io_, settings_for({sentinel_, true}),
                                                   settings_.sentinel_login, "+switch-master");
  Subscription::Events events;
  events.message = [weak = weak_from_this()](std::string_view text) {
    const auto self = weak.lock();
    if (!self || self->stopped_ || !self->connection_) return;
    const auto master = read_switch(text, self->settings_.master);
    if (!master || *master == self->connection_->address()) return;
    observability::log_info("store", "sentinel names a new master: " + to_string(*master));
    self->relocate(self->connection_->address(), nullptr);
  };
  events.ended = [weak = weak_from_this()](const Error&) {
    const auto self = weak.lock();
    if (!self || self->stopped_) return;
    self->sentinel_watch_.reset();
    if (self->connection_) self->listen_later();
  };
  sentinel_watch_->open(std::move(events));
}

}  // namespace meridian::redis
