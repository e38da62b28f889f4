#include "io/redis/subscription.hpp"

#include "io/redis/steady.hpp"
#include "meridian/core/redis/judge.hpp"

namespace meridian::redis {

namespace asio = boost::asio;

namespace {

// Asked that often whether the server still listens; silent for three times as long, it does not.
constexpr seconds kPingInterval{1};
constexpr int kSilentIntervals = 3;

}  // namespace

Subscription::Subscription(asio::io_context& io, Connection::Settings settings, Login login,
                           std::string channel)
    : io_(io),
      timeout_(settings.connect_timeout),
      login_(std::move(login)),
      channel_(std::move(channel)),
      timer_(io) {
  connection_ = std::make_shared<Connection>(io, std::move(settings));
}

void Subscription::open(Events events) {
  events_ = std::move(events);
  Connection::Events from;
  from.opened = [self = shared_from_this()] { self->log_in(); };
  from.closed = [self = shared_from_this()](const Error& why) { self->end(why); };
  from.pushed = [self = shared_from_this()](const Reply& reply) { self->take(reply); };
  connection_->open(std::move(from));
}

void Subscription::log_in() {
  if (login_.password.empty()) return subscribe();
  Words words{"AUTH"};
  if (!login_.user.empty()) words.push_back(login_.user);
  words.push_back(login_.password);
  connection_->send(words, steady_now() + timeout_,
                    [self = shared_from_this()](const Result<Reply>& reply) {
                      if (!reply) return;  // `closed` follows
                      if (reply->is_error())
                        return self->end(judge(reply->text, self->connection_->address()).error);
                      self->subscribe();
                    });
}

void Subscription::subscribe() {
  heard_ = steady_now();
  connection_->send_unanswered({"SUBSCRIBE", channel_});
  listen_later();
}

void Subscription::take(const Reply& reply) {
  if (ended_) return;
  heard_ = steady_now();
  if (reply.is_error()) return end(judge(reply.text, connection_->address()).error);
  if (reply.elements.empty()) return;
  const std::string& kind = reply.elements[0].text;
  if (kind == "subscribe" && events_.subscribed) events_.subscribed();
  if (kind == "message" && reply.elements.size() == 3 && events_.message)
    events_.message(reply.elements[2].text);
}

void Subscription::listen_later() {
  timer_.expires_after(kPingInterval);
  timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (error || !self || self->ended_) return;
    if (steady_now() - self->heard_ > kSilentIntervals * kPingInterval)
      return self->end(
          {ErrorCode::timeout, ErrorSource::store, true,
           "redis " + to_string(self->connection_->address()) + ": the subscription is silent"});
    self->connection_->send_unanswered({"PING"});
    self->listen_later();
  });
}

void Subscription::close() {
  if (ended_) return;
  ended_ = true;
  timer_.cancel();
  connection_->close();
  events_ = {};
}

void Subscription::end(const Error& why) {
  if (ended_) return;
  const auto ended = std::move(events_.ended);
  close();
  if (ended) ended(why);
}

}  // namespace meridian::redis
