#include "meridian/io/store/override_ledger.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "meridian/core/state/local.hpp"
#include "meridian/core/state/overrides_json.hpp"
#include "meridian/io/observability/log.hpp"

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

void audit_one(const state::Change& change, const state::Target& target, const std::string& from,
               const std::string& to) {
  std::string line = change.by + " set " + state::id_of(target) + ": " + from + " -> " + to +
                     "; reason: " + change.reason;
  if (change.expires)
    line += "; for " + std::to_string((*change.expires - change.at) / seconds(1)) + " s";
  for (const std::string& rule : change.skipped) line += "; skips the rule " + rule;
  log_info("audit", line);
}

// What changes from one document to the next.
void audit(const state::Change& change, const state::Overrides& before,
           const state::Overrides& after) {
  const auto text = [](const state::Overrides& overrides, const state::Target& target) {
    const auto at = overrides.entries.find(target);
    return at == overrides.entries.end() ? "as the file says" : state::to_string(at->second.value);
  };
  std::set<state::Target> targets;
  for (const auto& [target, entry] : before.entries) targets.insert(target);
  for (const auto& [target, entry] : after.entries) targets.insert(target);
  for (const state::Target& target : targets) {
    const auto is = after.entries.find(target);
    const auto was = before.entries.find(target);
    const bool same =
        is != after.entries.end() && was != before.entries.end() && is->second == was->second;
    if (!same) audit_one(change, target, text(before, target), text(after, target));
  }
}

// A file that the directory of the state file has beside it.
std::string local_file(const std::string& state_file) {
  return state_file + ".local";
}

Result<std::pair<state::Overrides, WallTime>> restore_one(const std::string& file) {
  std::pair<state::Overrides, WallTime> restored;
  const auto saved = read_state_file(file);
  if (!saved) return saved.error();
  if (!*saved) return restored;
  auto overrides = state::decode((*saved)->text);
  if (!overrides) {
    Error error = overrides.error();
    error.context = "store.state_file: " + file + ": " + error.context;
    return error;
  }
  return std::pair(std::move(*overrides), (*saved)->known_at);
}

OverrideLedger::Document document(state::Overrides overrides) {
  return std::make_shared<const state::Overrides>(std::move(overrides));
}

Conflict conflict_of(const state::Overrides& lost, const std::string& edge) {
  Conflict conflict;
  conflict.id = state::hexadecimal(lost.epoch) + "-" + std::to_string(lost.version) + "-" +
                state::hexadecimal(state::digest_of(lost));
  conflict.edge = edge;
  conflict.text = state::encode(lost);
  return conflict;
}

}  // namespace

Result<OverrideLedger::Restored> OverrideLedger::restore(const std::string& state_file) {
  if (state_file.empty()) return Restored{};
  auto shared = restore_one(state_file);
  if (!shared) return shared.error();
  auto local = restore_one(local_file(state_file));
  if (!local) return local.error();
  return Restored{std::move(shared->first), shared->second, std::move(local->first)};
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
      current_(document(state::expire(known_, now()))),
      local_(document(state::expire(settings.local, now()))),
      effective_(document(state::restrict_by(*current_, *local_))),
      edge_(std::move(settings.edge)),
      expiry_(control),
      resave_(control) {
  store_->on_change([this] { read(); });
  changed_(effective_);
  take_effect();
  if (!known_.entries.empty())
    log_info("overrides", std::to_string(current_->entries.size()) +
                              " overrides from the state file, version " +
                              std::to_string(known_.version));
  save_later();
  if (store_->reachable()) read();
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
                    audit(*change, known_, applied.overrides);
                    applied.replicas = written->replicas;
                    state::Overrides stands = applied.overrides;
                    return adopt(
                        std::move(stands),
                        [then = std::move(then), applied = std::move(applied)] { then(applied); });
                  }
                  const auto stands = decode(written->current);
                  if (!stands) return then(stands.error());
                  if (attempts_left == 0)
                    return then(Error{ErrorCode::unavailable, ErrorSource::store, true,
                                      "others change the overrides all the time; try again"});
                  settle(*stands, [this, change, then = std::move(then), attempts_left] {
                    attempt(change, then, attempts_left - 1);
                  });
                });
}

// Both are the same afterwards, unless somebody writes again.
void OverrideLedger::settle(const state::Overrides& stored, std::function<void()> then) {
  const auto age =
      std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now() - known_at_);
  switch (state::meet(known_, age, stored)) {
    case state::Meeting::same: known_at_ = std::chrono::system_clock::now(); break;
    case state::Meeting::take: adopt(stored); break;
    case state::Meeting::conflict: lose(stored); break;
    case state::Meeting::seed:
      log_warning("overrides", "the store has lost version " + std::to_string(known_.version) +
                                   ": it is written back");
      return write_back(stored, known_, std::move(then));
  }
  if (then) then();
}

void OverrideLedger::read() {
  store_->read([this](const Result<Stored>& stored) {
    if (!stored && stored.error().code != ErrorCode::invalid)
      return log_warning("overrides", "not read: " + stored.error().context);
    const auto overrides = stored ? decode(*stored) : Result<state::Overrides>(stored.error());
    if (!overrides) {
      ++rejected_;
      return log_error("overrides",
                       "the store's document is not taken: " + overrides.error().context +
                           "; the one from before goes on");
    }
    settle(*overrides, [this] {
      end_expired();
      keep_lost();
    });
  });
}

// The store wins over what this edge has, which is kept for operators.
void OverrideLedger::lose(const state::Overrides& stored) {
  ++conflicts_;
  lost_.push_back(conflict_of(known_, edge_));
  if (lost_.size() > kConflictsMax) lost_.pop_front();
  log_error("overrides", "override_conflict: the store's version " +
                             std::to_string(stored.version) + " wins over version " +
                             std::to_string(known_.version) + " of this edge, kept as " +
                             lost_.back().id);
  adopt(stored);
  keep_lost();
}

void OverrideLedger::keep_lost() {
  if (lost_.empty()) return;
  store_->keep_conflict(lost_.front(), [this, id = lost_.front().id](const Result<void>& kept) {
    if (!kept) return log_warning("overrides", "conflict not kept: " + kept.error().context);
    if (lost_.empty() || lost_.front().id != id) return;
    lost_.pop_front();
    keep_lost();
  });
}

void OverrideLedger::conflicts(std::function<void(Result<std::vector<Conflict>>)> then) {
  store_->conflicts(std::move(then));
}

// As change does, but for what no operator asked for: whoever was faster is right as well.
void OverrideLedger::write_back(const state::Overrides& stored, const state::Overrides& next,
                                std::function<void()> then) {
  store_->write({stored.epoch, stored.version, {}}, stored_of(next),
                [this, next, then = std::move(then)](const Result<Written>& written) {
                  if (written && written->accepted) return adopt(next, then);
                  if (written)
                    read();
                  else
                    log_warning("overrides", "not written: " + written.error().context);
                  if (then) then();
                });
}

void OverrideLedger::adopt(state::Overrides stands, std::function<void()> then) {
  known_ = std::move(stands);
  known_at_ = std::chrono::system_clock::now();
  take_effect();
  save(std::move(then));
}

void OverrideLedger::change_locally(const state::Change& change, Then then) {
  state::Applied applied = state::apply(*local_, change);
  if (applied.refusal != state::Refusal::none || applied.overrides.version == local_->version)
    return then(std::move(applied));
  log_warning("overrides", "what follows is set on this edge alone");
  audit(change, *local_, applied.overrides);
  local_ = document(applied.overrides);
  take_effect();
  save_local([then = std::move(then), applied = std::move(applied)] { then(applied); });
}

// What has ended is out of effect at once, and out of the store as soon as it takes it.
void OverrideLedger::take_effect() {
  current_ = document(state::expire(known_, now()));
  end_local();
  state::Overrides effective = state::restrict_by(*current_, *local_);
  if (effective != *effective_) {
    effective_ = document(std::move(effective));
    changed_(effective_);
  }
  end_expired();
  expiry_.cancel();
  const auto shared = state::next_expiry(*current_);
  const auto own = state::next_expiry(*local_);
  if (!shared && !own) return;
  constexpr auto kNever = state::StoreTime::max();
  expiry_.expires_at(std::min(shared.value_or(kNever), own.value_or(kNever)));
  expiry_.async_wait([this](boost::system::error_code error) {
    if (!error) take_effect();
  });
}

void OverrideLedger::end_local() {
  state::Overrides left = state::expire(*local_, now());
  if (left.version == local_->version) return;
  log_info("audit", "something that was set on this edge alone has ended");
  local_ = document(std::move(left));
  save_local(nullptr);
}

void OverrideLedger::end_expired() {
  const state::Overrides left = state::expire(known_, now());
  std::set<state::Target> ended;
  for (const auto& [target, entry] : known_.entries) {
    if (left.entries.contains(target)) continue;
    ended.insert(target);
    if (!ending_.contains(target))
      log_info("audit", state::id_of(target) + " of " + entry.by + " has ended: " +
                            state::to_string(entry.value) + " -> as the file says");
  }
  ending_ = std::move(ended);
  if (left.version != known_.version && store_->reachable()) write_back(known_, left);
}

void OverrideLedger::save(std::function<void()> then) {
  if (known_.version != 0)
    return save_as(state_file_, {state::encode(known_), known_at_}, std::move(then));
  if (then) then();
}

void OverrideLedger::save_local(std::function<void()> then) {
  save_as(state_file_.empty() ? "" : local_file(state_file_),
          {state::encode(*local_), std::chrono::system_clock::now()}, std::move(then));
}

// Calls `then` when it is on disk, or is not to be.
void OverrideLedger::save_as(const std::string& file, SavedState state,
                             std::function<void()> then) {
  if (file.empty()) {
    if (then) then();
    return;
  }
  asio::post(background_, [this, file, then = std::move(then), state = std::move(state)]() mutable {
    if (const auto done = write_state_file(file, state); !done)
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
