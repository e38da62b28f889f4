#include "meridian/io/store/override_ledger.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "meridian/core/state/overrides_json.hpp"
#include "meridian/io/observability/log.hpp"
#include "meridian/io/store/state_file.hpp"

namespace meridian::store {

namespace asio = boost::asio;
using observability::log_error;
using observability::log_info;
using observability::log_warning;

namespace {

constexpr int kAttempts = 8;  // against others who write at the same time
// So that the file of an edge that runs is never old.
constexpr std::chrono::hours kResaveInterval{1};

state::StoreTime now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

Stored stored_of(const state::Overrides& overrides) {
  return {overrides.epoch, overrides.version, state::encode(overrides)};
}

// Of an empty store: the empty document.
Result<state::Overrides> decode(const Stored& stored) {
  if (stored.version == 0) return state::Overrides{};
  return state::decode(stored.text);
}

void audit(const state::Change& change, const state::Overrides& before) {
  for (const auto& [target, value] : change.sets) {
    const auto was = before.entries.find(target);
    const std::string from =
        was == before.entries.end() ? "as the file says" : state::to_string(was->second.value);
    const std::string to = value ? state::to_string(*value) : "as the file says";
    std::string line = change.by + " set " + state::id_of(target) + ": " + from + " -> " + to +
                       "; reason: " + change.reason;
    if (change.expires)
      line += "; for " + std::to_string((*change.expires - change.at) / seconds(1)) + " s";
    for (const std::string& rule : change.skipped) line += "; skips the rule " + rule;
    log_info("audit", line);
  }
}

}  // namespace

Result<std::pair<state::Overrides, WallTime>> OverrideLedger::restore(
    const std::string& state_file) {
  std::pair<state::Overrides, WallTime> restored;
  if (state_file.empty()) return restored;
  const auto saved = read_state_file(state_file);
  if (!saved) return saved.error();
  if (!*saved) return restored;
  auto overrides = state::decode((*saved)->text);
  if (!overrides) {
    Error error = overrides.error();
    error.context = "store.state_file: " + state_file + ": " + error.context;
    return error;
  }
  return std::pair(std::move(*overrides), (*saved)->known_at);
}

OverrideLedger::OverrideLedger(asio::io_context& control, asio::thread_pool& background,
                               Settings settings, std::function<void(const Document&)> changed)
    : control_(control),
      background_(background),
      state_file_(std::move(settings.state_file)),
      store_(std::move(settings.store)),
      changed_(std::move(changed)),
      known_(std::move(settings.first)),
      known_at_(settings.known_at),
      current_(std::make_shared<const state::Overrides>(state::expire(known_, now()))),
      expiry_(control),
      resave_(control) {
  store_->on_change([this] { read(); });
  changed_(current_);
  take_effect();
  if (!known_.entries.empty())
    log_info("overrides", std::to_string(current_->entries.size()) +
                              " overrides from the state file, version " +
                              std::to_string(known_.version));
  save_later();
  read();
}

void OverrideLedger::change(state::Change change, Then then) {
  attempt(std::make_shared<const state::Change>(std::move(change)), std::move(then), kAttempts);
}

void OverrideLedger::attempt(const std::shared_ptr<const state::Change>& change, Then then,
                             int attempts_left) {
  state::Applied applied = state::apply(known_, *change);
  if (applied.refusal != state::Refusal::none || applied.overrides.version == known_.version)
    return then(std::move(applied));
  const Stored expected{known_.epoch, known_.version, {}};
  Stored next = stored_of(applied.overrides);
  store_->write(expected, std::move(next),
                [this, change, applied = std::move(applied), then = std::move(then),
                 attempts_left](const Result<Written>& written) mutable {
                  if (!written) return then(written.error());
                  if (written->accepted) {
                    audit(*change, known_);
                    state::Overrides stands = applied.overrides;
                    return adopt(
                        std::move(stands),
                        [then = std::move(then), applied = std::move(applied)] { then(applied); });
                  }
                  auto stands = decode(written->current);
                  if (!stands) return then(stands.error());
                  adopt(std::move(*stands));
                  if (attempts_left > 0) return attempt(change, std::move(then), attempts_left - 1);
                  then(Error{ErrorCode::unavailable, ErrorSource::store, true,
                             "others change the overrides all the time; try again"});
                });
}

void OverrideLedger::read() {
  store_->read([this](const Result<Stored>& stored) {
    if (!stored) return log_warning("overrides", "not read: " + stored.error().context);
    const auto overrides = decode(*stored);
    if (!overrides)
      return log_error("overrides",
                       "the store's document is not taken: " + overrides.error().context +
                           "; the one from before goes on");
    meet(*overrides);
  });
}

void OverrideLedger::meet(const state::Overrides& stored) {
  const auto age =
      std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now() - known_at_);
  switch (state::meet(known_, age, stored)) {
    case state::Meeting::same: known_at_ = std::chrono::system_clock::now(); return end_expired();
    case state::Meeting::take: return adopt(stored);
    case state::Meeting::seed:
      log_warning("overrides", "the store has lost version " + std::to_string(known_.version) +
                                   ": it is written back");
      return write_back(stored, known_);
    case state::Meeting::conflict:
      ++conflicts_;
      log_error("overrides", "override_conflict: the store's version " +
                                 std::to_string(stored.version) + " wins over " +
                                 state::encode(known_));
      return adopt(stored);
  }
}

// As change does, but for what no operator asked for: whoever was faster is right as well.
void OverrideLedger::write_back(const state::Overrides& stored, const state::Overrides& next) {
  store_->write({stored.epoch, stored.version, {}}, stored_of(next),
                [this, next](const Result<Written>& written) {
                  if (!written) return log_warning("overrides", written.error().context);
                  if (written->accepted) return adopt(next);
                  read();
                });
}

void OverrideLedger::adopt(state::Overrides stands, std::function<void()> then) {
  known_ = std::move(stands);
  known_at_ = std::chrono::system_clock::now();
  take_effect();
  save(std::move(then));
}

// What has ended is out of effect at once, and out of the store as soon as it takes it.
void OverrideLedger::take_effect() {
  state::Overrides effective = state::expire(known_, now());
  const auto next = state::next_expiry(effective);
  if (effective != *current_) {
    current_ = std::make_shared<const state::Overrides>(std::move(effective));
    changed_(current_);
  }
  end_expired();
  expiry_.cancel();
  if (!next) return;
  expiry_.expires_at(*next);
  expiry_.async_wait([this](boost::system::error_code error) {
    if (!error) take_effect();
  });
}

void OverrideLedger::end_expired() {
  const state::Overrides left = state::expire(known_, now());
  if (left.version == known_.version) return;
  for (const auto& [target, entry] : known_.entries)
    if (!left.entries.contains(target))
      log_info("audit", state::id_of(target) + " of " + entry.by + " has ended: " +
                            state::to_string(entry.value) + " -> as the file says");
  write_back(known_, left);
}

void OverrideLedger::save(std::function<void()> then) {
  if (state_file_.empty() || known_.version == 0) {
    if (then) then();
    return;
  }
  asio::post(background_, [this, path = state_file_, then = std::move(then),
                           state = SavedState{state::encode(known_), known_at_}]() mutable {
    if (const auto done = write_state_file(path, state); !done)
      log_error("overrides", done.error().context + "; a restart would forget the last change");
    if (then) asio::post(control_, std::move(then));
  });
}

void OverrideLedger::save_later() {
  resave_.expires_after(kResaveInterval);
  resave_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    save(nullptr);
    save_later();
  });
}

}  // namespace meridian::store
