// What operators change while an edge runs.
#include "app/edge.hpp"

#include <boost/asio/post.hpp>

#include "app/random_seed.hpp"
#include "meridian/core/state/overrides_json.hpp"
#include "meridian/io/store/memory_store.hpp"

namespace meridian::app {

namespace asio = boost::asio;

Result<bool> Edge::open_overrides(const config::Config& config) {
  auto restored = store::OverrideLedger::restore(config.store.state_file);
  if (restored.has_error()) return restored.error();
  if (options_.inherited != nullptr) {  // at least as new as the file
    auto handed = state::decode(options_.inherited->state().overrides);
    if (handed.has_error()) return handed.error();
    *restored = {std::move(*handed), std::chrono::system_clock::now()};
  }
  store::OverrideLedger::Settings settings;
  settings.state_file = config.store.state_file;
  settings.first = std::move(restored->first);
  settings.known_at = restored->known_at;
  settings.local = std::move(restored->local);
  settings.edge = config.edge.id;
  // Alone, this edge's file is what the store had.
  store::Stored stored;
  if (settings.first.version != 0)
    stored = {settings.first.epoch, settings.first.version, state::encode(settings.first)};
  settings.store = std::make_unique<store::MemoryStore>(control_, std::move(stored));
  ledger_ = std::make_unique<store::OverrideLedger>(
      control_, background_, std::move(settings),
      [this](const store::OverrideLedger::Document& overrides) {
        publisher_.set_overrides(overrides);
      });
  return true;
}

admin::Operations Edge::operations() {
  admin::Operations operations;
  operations.view = [this] { return publisher_.current()->view; };
  operations.overrides = [this] { return ledger_->current(); };
  operations.change = [this](state::Change change, store::OverrideLedger::Then then) {
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
    asio::post(control_, [this, change = std::move(change), served = std::move(served)]() mutable {
      ledger_->change(std::move(change), std::move(served));
    });
  };
  return operations;
}

void Edge::add_operators(observability::Gauges& gauges) const {
  gauges.overrides = ledger_->current()->entries.size();
  gauges.override_conflicts = ledger_->lost_documents();
  gauges.admin_tokens_refused = admin_->refused_tokens();
}

}  // namespace meridian::app
