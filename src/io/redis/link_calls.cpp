// Commands on a link: sent, sent again where that is right, or given up.
#include "io/redis/link_body.hpp"

#include <boost/asio/post.hpp>

#include "io/redis/steady.hpp"
#include "meridian/core/redis/judge.hpp"

namespace meridian::redis {

namespace asio = boost::asio;

namespace {

constexpr int kTurnsMax = 16;            // a command is sent, over all redirections and pauses
constexpr milliseconds kAgainPause{50};  // in front of what works in a moment

}  // namespace

Instant Link::Body::deadline() const {
  return steady_now() + settings_.command_timeout;
}

void Link::Body::call(Call call) {
  if (calls_ >= kCallsMax) {
    const Error error{ErrorCode::limit, ErrorSource::store, true,
                      "too many commands wait for the store"};
    return asio::post(io_, [then = std::move(call.then), error] { then(error); });
  }
  ++calls_;
  if (connection_) return dispatch(std::move(call));
  if (candidate_) return wait(std::move(call));
  const Error error{ErrorCode::unavailable, ErrorSource::store, true,
                    "the store is away: " + status_.last_error};
  asio::post(
      io_, [self = shared_from_this(), call = std::move(call), error] { self->give(call, error); });
}

void Link::Body::give(const Call& call, Result<Reply> result) {
  if (stopped_) return;
  close_left();
  --calls_;
  if (result)
    status_.last_answer = steady_now();
  else
    ++status_.command_errors;
  call.then(std::move(result));
}

void Link::Body::close_left() {
  if (leaving_ && leaving_->pending() == 0) std::exchange(leaving_, nullptr)->close();
}

void Link::Body::dispatch(Call call) {
  ++call.turns;
  const auto shared = std::make_shared<Call>(std::move(call));
  connection_->send(
      shared->words, shared->deadline,
      [self = shared_from_this(), shared, from = std::weak_ptr(connection_)](Result<Reply> reply) {
        if (reply && reply->is_error()) {
          const auto connection = from.lock();
          const Address asked = connection ? connection->address() : Address{};
          return self->act_on(std::move(*shared), asked, *reply);
        }
        self->answered(std::move(*shared), std::move(reply));
      });
}

void Link::Body::answered(Call call, Result<Reply> reply) {
  // Given up by us, as the server was the wrong one: whether it was done is not known.
  if (!reply && reply.error().code == ErrorCode::timeout)
    reply = Error{ErrorCode::timeout, ErrorSource::store, true,
                  reply.error().context + "; whether it was done is not known"};
  give(call, std::move(reply));
}

void Link::Body::act_on(Call call, const Address& from, const Reply& reply) {
  const Judgement judgement = judge(reply.text, from);
  const bool clustered = settings_.greeting.mode == Mode::cluster;
  if (call.turns >= kTurnsMax || stopped_) return give(call, judgement.error);
  switch (judgement.meaning) {
    case Meaning::no_script:
      if (call.script.empty()) break;
      call.words[0] = "EVAL";
      call.words[1] = call.script;
      return wait_in_front(std::move(call), milliseconds(0));
    case Meaning::moved:
      if (!clustered) break;
      relocate(from, &*judgement.elsewhere);
      return wait_in_front(std::move(call), milliseconds(0));
    case Meaning::ask:
      if (!clustered) break;
      return dispatch_asking(std::move(call), *judgement.elsewhere);
    case Meaning::again: return wait_in_front(std::move(call), kAgainPause);
    case Meaning::not_master:
      if (settings_.greeting.mode == Mode::standalone) break;
      relocate(from, nullptr);
      break;
    case Meaning::refused: break;
  }
  give(call, judgement.error);
}

// A slot is on its way: this once the other node is asked, and told that we know.
void Link::Body::dispatch_asking(Call call, const Address& to) {
  if (!asked_ || asked_->address() != to) {
    if (asked_) asked_->close();
    asked_ = connect({to, false}, nullptr);
    for (const GreetingStep& step : greeting(settings_.greeting))
      if (step.step == Step::login)
        asked_->send(step.words, deadline(), [](const Result<Reply>&) {});
  }
  ++call.turns;
  const auto shared = std::make_shared<Call>(std::move(call));
  asked_->send({"ASKING"}, shared->deadline, [](const Result<Reply>&) {});
  asked_->send(shared->words, shared->deadline,
               [self = shared_from_this(), shared, to](Result<Reply> reply) {
                 if (reply && reply->is_error())
                   return self->act_on(std::move(*shared), to, *reply);
                 self->answered(std::move(*shared), std::move(reply));
               });
}

void Link::Body::wait(Call call) {
  waiting_.push_back(std::move(call));
  sweep_waiting();
}

// Sent again as soon as there is a connection, at the earliest after `pause`.
void Link::Body::wait_in_front(Call call, milliseconds pause) {
  auto timer = std::make_shared<asio::steady_timer>(io_, pause);
  const auto shared = std::make_shared<Call>(std::move(call));
  timer->async_wait([self = shared_from_this(), timer, shared](boost::system::error_code) {
    if (self->stopped_) return;
    if (steady_now() >= shared->deadline)
      return self->give(*shared, Error{ErrorCode::timeout, ErrorSource::store, true,
                                       "the store is busy with itself for too long"});
    if (self->connection_) return self->dispatch(std::move(*shared));
    self->wait(std::move(*shared));
  });
}

void Link::Body::send_waiting() {
  std::deque<Call> waiting;
  waiting.swap(waiting_);
  for (Call& call : waiting) {
    if (connection_)
      dispatch(std::move(call));
    else
      wait(std::move(call));
  }
}

void Link::Body::fail_waiting(const Error& why) {
  std::deque<Call> waiting;
  waiting.swap(waiting_);
  const Error error{ErrorCode::unavailable, ErrorSource::store, true,
                    "the store is away: " + why.context};
  for (const Call& call : waiting)
    asio::post(io_, [self = shared_from_this(), call, error] { self->give(call, error); });
}

void Link::Body::sweep_waiting() {
  if (waiting_.empty()) return;
  sweep_.expires_at(waiting_.front().deadline);
  sweep_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (error || !self || self->stopped_) return;
    while (!self->waiting_.empty() && self->waiting_.front().deadline <= steady_now()) {
      const Call call = std::move(self->waiting_.front());
      self->waiting_.pop_front();
      self->give(call, Error{ErrorCode::timeout, ErrorSource::store, true,
                             "the store is away: no connection in time"});
    }
    self->sweep_waiting();
  });
}

}  // namespace meridian::redis
