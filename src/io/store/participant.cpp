#include "io/store/participant.hpp"

#include <utility>

#include "meridian/core/base/hash.hpp"
#include "meridian/io/observability/log.hpp"

namespace meridian::store {

namespace {

using Clock = std::chrono::steady_clock;

constexpr milliseconds kTick{500};        // ramps rise, and silence grows
constexpr milliseconds kHearWithin{50};   // of a hint, so that edges do not ask at once

double part(std::uint64_t random) {
  return static_cast<double>(random >> 11) * 0x1p-53;
}

}  // namespace

Participant::Participant(boost::asio::io_context& control, Settings settings,
                         std::unique_ptr<AgreementStore> store, std::function<void()> changed)
    : settings_(std::move(settings)),
      store_(std::move(store)),
      changed_(std::move(changed)),
      reporter_(settings_.reporter),
      due_(control),
      answer_(control),
      tick_(control) {
  store_->on_change([this] { hear_soon(); });
  wait();
  tick();
}

void Participant::watch(std::vector<agreement::SharedHealth::Upstream> upstreams) {
  shared_.watch(std::move(upstreams));
}

void Participant::set_health(const health::HealthTable& table) {
  own_ = table.upstreams();
  reporter_.set_opinions(
      agreement::opinions_of(table, shared_.watched(), reporter_.opinions()), Clock::now());
  shared_.join(own_, reporter_, settings_.verdict_ttl, Clock::now());
  wait();
}

void Participant::set_standing(const agreement::Reporter::Standing& standing) {
  reporter_.set_standing(standing, Clock::now());
  wait();
}

void Participant::wait() {
  const auto due = reporter_.due();
  if (!due || left_) return;
  due_.expires_at(*due);
  due_.async_wait([this](boost::system::error_code error) {
    if (!error) report();
  });
}

void Participant::report() {
  if (left_ || !reporter_.due()) return;
  const std::uint64_t random = mix64(settings_.reporter.run + ++drawn_);
  const agreement::Report report = reporter_.make_report(Clock::now(), part(random));
  const std::uint64_t asked = ++asked_;
  store_->report(report, [this, asked](const Result<agreement::Answer>& answer) {
    if (asked == asked_) answered(answer);
  });
  answer_.expires_after(settings_.answer_timeout);
  answer_.async_wait([this, asked](boost::system::error_code error) {
    if (!error && asked == asked_)
      answered(Error{ErrorCode::timeout, ErrorSource::store, true, "the store did not answer"});
  });
}

void Participant::answered(const Result<agreement::Answer>& answer) {
  ++asked_;
  answer_.cancel();
  const bool was_up = up();
  if (answer) {
    reporter_.answered(*answer, Clock::now());
    const bool refused = answer->taken == agreement::Taken::refused;
    last_error_ = refused ? "the cluster has as many edges as there may be" : "";
  } else {
    reporter_.failed(Clock::now());
    last_error_ = answer.error().context;
  }
  if (was_up && !up())
    observability::log_warning("agreement", "this edge is on its own: " + last_error_);
  if (!was_up && up()) observability::log_info("agreement", "this edge is among the others");
  join();
  wait();
}

// A report asks for what is new.
void Participant::hear_soon() {
  if (left_ || !reporter_.due()) return;
  const auto within = kHearWithin * part(mix64(settings_.reporter.run + ++drawn_));
  reporter_.hasten(Clock::now() + std::chrono::duration_cast<Clock::duration>(within));
  wait();
}

void Participant::join() {
  if (shared_.join(own_, reporter_, settings_.verdict_ttl, Clock::now())) changed_();
}

void Participant::tick() {
  tick_.expires_after(kTick);
  tick_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    join();
    tick();
  });
}

void Participant::leave(std::function<void()> then) {
  left_ = true;
  due_.cancel();
  store_->report(reporter_.make_leaving(),
                 [then = std::move(then)](const Result<agreement::Answer>&) { then(); });
}

}  // namespace meridian::store
