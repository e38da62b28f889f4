#include "meridian/io/store/participant.hpp"

#include <utility>

#include "meridian/core/base/hash.hpp"
#include "meridian/io/observability/log.hpp"

namespace meridian::store {

using Clock = std::chrono::steady_clock;

namespace {

constexpr milliseconds kTick{500};       // ramps rise, and silence grows
constexpr milliseconds kHearWithin{50};  // of a hint, so that edges do not ask at once

}  // namespace

Participant::Participant(boost::asio::io_context& control, Settings settings,
                         std::unique_ptr<AgreementStore> store, std::function<void()> changed)
    : settings_(std::move(settings)),
      store_(std::move(store)),
      changed_(std::move(changed)),
      reporter_(settings_.reporter),
      due_(control),
      tick_(control) {
  store_->on_change([this](const agreement::VersionHint& hint) { hear(hint); });
  wait();
  tick();
}

void Participant::watch(std::vector<agreement::SharedHealth::Upstream> upstreams) {
  shared_.watch(std::move(upstreams));
}

void Participant::set_health(const health::HealthTable& table) {
  own_ = table.upstreams();
  const Instant now = Clock::now();
  reporter_.set_opinions(agreement::opinions_of(table, shared_.watched(), reporter_.opinions()),
                         now);
  shared_.join(own_, reporter_, settings_.verdict_ttl, now);
  wait();
}

void Participant::set_standing(const agreement::Reporter::Standing& standing) {
  standing_ = standing;
  tell_standing();
  wait();
}

void Participant::tell_standing() {
  agreement::Reporter::Standing standing = standing_;
  standing.shared = combine64(standing.shared, agreement::digest_of(reporter_.verdicts()));
  reporter_.set_standing(standing, Clock::now());
}

std::vector<health::UpstreamHealth> Participant::upstreams() const {
  std::vector<health::UpstreamHealth> counting;
  for (const agreement::Joined& joined : shared_.joined()) counting.push_back(joined.health);
  return counting;
}

const health::UpstreamHealth* Participant::find(UpstreamId upstream) const {
  const agreement::Joined* joined = shared_.find(upstream);
  return joined == nullptr ? nullptr : &joined->health;
}

const agreement::Verdict* Participant::verdict_on(const std::string& upstream) const {
  const auto at = reporter_.verdicts().find(upstream);
  return at == reporter_.verdicts().end() ? nullptr : &at->second;
}

// From 0 to 1.
double Participant::draw() {
  return static_cast<double>(mix64(settings_.reporter.run + ++drawn_) >> 11) * 0x1p-53;
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
  store_->report(reporter_.make_report(Clock::now(), draw()),
                 [this](const Result<agreement::Answer>& answer) { answered(answer); });
}

void Participant::answered(const Result<agreement::Answer>& answer) {
  const bool was_up = up();
  if (answer) {
    ++counts_.reports;
    if (reporter_.answered(*answer, Clock::now())) tell_standing();
    const bool refused = answer->taken == agreement::Taken::refused;
    last_error_ = refused ? "the cluster has as many edges as there may be" : "";
  } else {
    ++counts_.failures;
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
void Participant::hear(const agreement::VersionHint& hint) {
  if (hint && *hint == reporter_.version()) return;
  const auto within = std::chrono::duration<double, std::milli>(kHearWithin) * draw();
  reporter_.ask_by(Clock::now() + std::chrono::duration_cast<Clock::duration>(within));
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

void Participant::leave() {
  if (left_) return;
  left_ = true;
  due_.cancel();
  store_->report(reporter_.make_leaving(), [](const Result<agreement::Answer>&) {});
}

}  // namespace meridian::store
