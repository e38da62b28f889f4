#include "io/redis/link_body.hpp"

#include <boost/asio/post.hpp>

#include "io/redis/steady.hpp"
#include "meridian/core/base/check.hpp"
#include "meridian/core/base/hash.hpp"
#include "meridian/core/redis/judge.hpp"
#include "meridian/core/redis/sentinel.hpp"
#include "meridian/io/observability/log.hpp"

namespace meridian::redis {

namespace asio = boost::asio;
using observability::log_info;
using observability::log_warning;

namespace {

std::string seconds_text(nanoseconds time) {
  const auto tenths = std::chrono::duration_cast<milliseconds>(time).count() / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

}  // namespace

Link::Body::Body(asio::io_context& io, LinkSettings settings, std::uint64_t seed)
    : io_(io),
      settings_(std::move(settings)),
      random_(seed),
      locator_(settings_.greeting.mode, settings_.addresses),
      retry_(io),
      sweep_(io),
      relisten_(io) {
  status_.since = steady_now();
}

void Link::Body::start() {
  attempt();
}

void Link::Body::stop() {
  stopped_ = true;
  retry_.cancel();
  sweep_.cancel();
  stop_listening();
  if (sentinel_watch_) sentinel_watch_->close();
  for (const auto& connection : {candidate_, connection_, leaving_, asked_})
    if (connection) connection->close();
}

LinkStatus Link::Body::status() const {
  LinkStatus status = status_;
  status.up = up();
  status.waiting = calls_;
  return status;
}

Connection::Settings Link::Body::settings_for(const Goal& goal) const {
  return {goal.address, settings_.connect_timeout, settings_.tls, settings_.server_name};
}

std::shared_ptr<Connection> Link::Body::connect(const Goal& goal, std::function<void()> opened) {
  auto connection = std::make_shared<Connection>(io_, settings_for(goal));
  Connection::Events events;
  events.opened = std::move(opened);
  events.closed = [weak = weak_from_this(), broken = std::weak_ptr(connection)](const Error& why) {
    const auto self = weak.lock();
    const auto which = broken.lock();
    if (!self || self->stopped_ || !which) return;
    if (which == self->candidate_) return self->try_next(why);
    if (which == self->connection_) return self->lost(why);
    if (which == self->leaving_) self->leaving_.reset();
    if (which == self->asked_) self->asked_.reset();
  };
  connection->open(std::move(events));
  return connection;
}

void Link::Body::attempt() {
  go(locator_.begin());
}

void Link::Body::go(const Goal& goal) {
  goal_ = goal;
  if (candidate_) candidate_->close();
  candidate_ = connect(goal, [weak = weak_from_this(), goal] {
    if (const auto self = weak.lock()) self->greet(goal);
  });
}

// Everything is sent at once; the last answer decides. A connection that breaks says so itself.
void Link::Body::greet(const Goal& goal) {
  if (goal.sentinel) return ask_sentinel();
  const auto steps = greeting(settings_.greeting);
  const auto replies = std::make_shared<std::vector<Reply>>();
  for (const GreetingStep& step : steps)
    candidate_->send(step.words, steady_now() + settings_.connect_timeout,
                     [weak = weak_from_this(), from = std::weak_ptr(candidate_), replies,
                      wanted = steps.size()](Result<Reply> reply) {
                       if (!reply) return;
                       replies->push_back(std::move(*reply));
                       const auto self = weak.lock();
                       if (replies->size() == wanted && self && from.lock() == self->candidate_)
                         self->greeted(*replies);
                     });
}

void Link::Body::ask_sentinel() {
  GreetingSettings settings;
  settings.login = settings_.sentinel_login;
  const auto take = [weak = weak_from_this(), from = std::weak_ptr(candidate_)](
                        const Result<Reply>& reply, const std::string& master, bool last) {
    const auto self = weak.lock();
    if (!reply || !self || from.lock() != self->candidate_) return;
    const Address asked = self->candidate_->address();
    if (reply->is_error()) return self->try_next(judge(reply->text, asked).error);
    if (!last) return;
    if (const auto address = read_master(*reply)) {
      self->sentinel_ = asked;
      return self->follow(*address);
    }
    self->try_next({ErrorCode::not_found, ErrorSource::store, true,
                    "sentinel " + to_string(asked) + " knows no master `" + master +
                        "`: check `store.sentinel_master`"});
  };
  const auto steps = greeting(settings);
  const std::string& master = settings_.master;
  const Instant end = steady_now() + settings_.connect_timeout;
  if (!steps.empty() && steps.front().step == Step::login)
    candidate_->send(steps.front().words, end,
                     [take, master](const Result<Reply>& reply) { take(reply, master, false); });
  candidate_->send({"SENTINEL", "get-master-addr-by-name", master}, end,
                   [take, master](const Result<Reply>& reply) { take(reply, master, true); });
}

void Link::Body::greeted(const std::vector<Reply>& replies) {
  const Greeted result = judge_greeting(settings_.greeting, replies, goal_.address);
  locator_.know(result.nodes);
  if (result.refused) return try_next(*result.refused);
  if (result.elsewhere) return follow(*result.elsewhere);
  arrived(result.warning);
}

void Link::Body::follow(const Address& address) {
  if (const auto goal = locator_.sent_to(address)) return go(*goal);
  try_next({ErrorCode::unavailable, ErrorSource::store, true,
            "redis " + to_string(goal_.address) +
                ": the nodes of the cluster send us from one to the next"});
}

void Link::Body::try_next(const Error& why) {
  if (const auto goal = locator_.failed()) return go(*goal);
  attempt_later(why);
}

void Link::Body::attempt_later(const Error& why) {
  if (candidate_) std::exchange(candidate_, nullptr)->close();
  ++status_.failed_attempts;
  if (status_.last_error != why.context)
    log_warning("store", "away: " + why.context + "; tried again until it answers");
  status_.last_error = why.context;
  fail_waiting(why);
  retry_later();
}

void Link::Body::retry_later() {
  random_ = mix64(random_);
  retry_.expires_after(backoff_.next(random_));
  retry_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (!error && self && !self->stopped_) self->attempt();
  });
}

void Link::Body::arrived(const std::string& warning) {
  connection_ = std::exchange(candidate_, nullptr);
  locator_.arrived();
  backoff_.reset();
  const std::string server = to_string(goal_.address);
  log_info("store",
           "connected to redis " + server +
               (status_.connects == 0 ? std::string()
                                      : " after " + seconds_text(steady_now() - status_.since)));
  if (warning != warned_ && !warning.empty()) log_warning("store", warning);
  warned_ = warning;
  ++status_.connects;
  status_.server = server;
  status_.since = status_.last_answer = steady_now();
  status_.last_error.clear();
  listen();
  watch_sentinel();
  send_waiting();
  for (const auto& up : std::vector(up_))
    if (up && connection_) up();
}

void Link::Body::lost(const Error& why) {
  connection_.reset();
  ++status_.losses;
  status_.since = steady_now();
  stop_listening();
  log_warning("store", "lost: " + why.context);
  status_.last_error = why.context;
  retry_later();
}

// The server is the wrong one by now: look for the right one, and keep what waits.
void Link::Body::relocate(const Address& from, const Address* hint) {
  if (hint != nullptr) locator_.prefer(*hint);
  if (!connection_ || connection_->address() != from) return;  // it is being left already
  if (leaving_) leaving_->close();
  leaving_ = std::exchange(connection_, nullptr);
  status_.since = steady_now();
  stop_listening();
  close_left();
  attempt();
}

void Link::Body::on_up(std::function<void()> up) {
  if (connection_)
    asio::post(io_, [weak = weak_from_this(), up] {
      const auto self = weak.lock();
      if (self && self->connection_) up();
    });
  up_.push_back(std::move(up));
}

}  // namespace meridian::redis
