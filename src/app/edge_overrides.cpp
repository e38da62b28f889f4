// What operators change while an edge runs.
#include "app/edge.hpp"

#include <boost/asio/post.hpp>

#include "app/open_store.hpp"
#include "app/random_seed.hpp"
#include "meridian/core/state/overrides_json.hpp"

namespace meridian::app {

namespace asio = boost::asio;

namespace {

// How old what an edge that began at `started` knows of its store may be.
nanoseconds lag_of(const store::StoreStatus& store, WallTime started) {
  if (store.last_answer != Instant{}) return std::chrono::steady_clock::now() - store.last_answer;
  return std::chrono::system_clock::now() - started;
}

}  // namespace

Result<bool> Edge::open_overrides(const config::Config& config) {
  auto restored = store::OverrideLedger::restore(config.store.state_file);
  if (restored.has_error()) return restored.error();
  if (options_.inherited != nullptr) {  // at least as new as the files
    const HandedState& handed = options_.inherited->state();
    auto shared = state::decode(handed.overrides);
    if (shared.has_error()) return shared.error();
    auto local = state::decode(handed.local_overrides);
    if (local.has_error()) return local.error();
    *restored = {std::move(*shared), handed.overrides_known_at, std::move(*local)};
  }
  store::OverrideLedger::Settings settings;
  settings.state_file = config.store.state_file;
  settings.first = std::move(restored->first);
  settings.known_at = restored->known_at;
  settings.local = std::move(restored->local);
  settings.edge = config.edge.id;
  store::Stored stored;
  if (settings.first.version != 0)
    stored = {settings.first.epoch, settings.first.version, state::encode(settings.first)};
  auto opened = open_store(control_, config, std::move(stored));
  if (opened.has_error()) return opened.error();
  settings.store = std::move(opened->overrides);
  ledger_ = std::make_unique<store::OverrideLedger>(
      control_, background_, std::move(settings),
      [this](const store::OverrideLedger::Document& overrides) {
        publisher_.set_overrides(overrides);
      });
  agreement_ = std::make_unique<Agreement>(
      control_, config, run_number(), std::move(opened->agreement),
      [this] { publisher_.set_health(agreement_->health(), prober_->table().endpoints()); });
  return true;
}

admin::Operations Edge::operations() {
  admin::Operations operations;
  operations.view = [this] { return publisher_.current()->view; };
  operations.overrides = [this] { return ledger_->current(); };
  operations.local = [this] { return ledger_->local(); };
  operations.store_is_up = [this] { return ledger_->store().reachable(); };
  operations.change = [this](state::Change change, bool local, store::OverrideLedger::Then then) {
    // What is changed now would be lost: the next process has the document already.
    if (upgrade_.under_way())
      return asio::post(control_, [then = std::move(then)] {
        then(Error{ErrorCode::unavailable, ErrorSource::system, true,
                   "a binary upgrade is under way; try again in a minute"});
      });
    change.new_epoch = random_seed();
    auto served = [this, then = std::move(then)](Result<state::Applied> applied) {
      publisher_.when_served([then, applied = std::move(applied)] { then(applied); });
    };
    // Never inside the call.
    asio::post(control_,
               [this, local, change = std::move(change), served = std::move(served)]() mutable {
                 if (local) return ledger_->change_locally(change, std::move(served));
                 ledger_->change(std::move(change), std::move(served));
               });
  };
  operations.conflicts = [this](auto then) { ledger_->conflicts(std::move(then)); };
  operations.edges = [this](auto then) { agreement_->store().edges(std::move(then)); };
  return operations;
}

admin::StoreStatus Edge::store_status() const {
  const store::StoreStatus store = ledger_->store().status();
  admin::StoreStatus status;
  status.backend = store.backend;
  status.up = store.up;
  status.server = store.server;
  status.since = std::chrono::system_clock::now() -
                 std::chrono::duration_cast<std::chrono::system_clock::duration>(
                     std::chrono::steady_clock::now() - store.since);
  status.last_error = store.last_error;
  status.lag = lag_of(store, started_);
  status.version = ledger_->current()->version;
  status.epoch = ledger_->current()->epoch;
  status.local = ledger_->local()->entries.size();
  return status;
}

void Edge::add_operators(observability::Gauges& gauges) const {
  gauges.overrides = ledger_->current()->entries.size();
  gauges.overrides_local = ledger_->local()->entries.size();
  gauges.override_conflicts = ledger_->lost_documents();
  gauges.admin_tokens_refused = admin_->refused_tokens();
  const store::StoreStatus store = ledger_->store().status();
  gauges.store.up = store.up;
  gauges.store.lag = lag_of(store, started_);
  gauges.store.connects = store.connects;
  gauges.store.losses = store.losses;
  gauges.store.failed_attempts = store.failed_attempts;
  gauges.store.command_errors = store.command_errors;
  gauges.store.rejected = ledger_->rejected_documents();
  gauges.agreement = agreement_->gauges();
}

}  // namespace meridian::app
