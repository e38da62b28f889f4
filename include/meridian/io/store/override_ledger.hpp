// This edge's copy of the operators' overrides: brings changes to the store, and what the store has
// to this edge and into its file. What ends by itself ends here, also while the store is away.
// Control thread; the file is written on the background thread. Outlives both loops' work.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/system_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <string>

#include "meridian/core/state/change.hpp"
#include "meridian/core/state/meeting.hpp"
#include "meridian/io/store/store.hpp"

namespace meridian::store {

class OverrideLedger {
 public:
  struct Settings {
    std::string state_file;  // empty: none
    std::unique_ptr<Store> store;
    state::Overrides first;  // from the file
    WallTime known_at{};     // when `first` was known to be the store's
  };
  using Document = std::shared_ptr<const state::Overrides>;
  using Then = std::function<void(Result<state::Applied>)>;

  // What the file has: the document, and since when it is known. Fails on a damaged one.
  static Result<std::pair<state::Overrides, WallTime>> restore(const std::string& state_file);

  // `changed` gets what is in effect from now on.
  OverrideLedger(boost::asio::io_context& control, boost::asio::thread_pool& background,
                 Settings settings, std::function<void(const Document&)> changed);

  // In effect: without what has ended.
  const Document& current() const { return current_; }
  const Store& store() const { return *store_; }
  std::uint64_t conflicts() const { return conflicts_; }

  // `then` gets the refusal, or what stands after the change, once it is in the store, in effect
  // and on disk. Where somebody else wrote meanwhile it is tried again on what they wrote.
  void change(state::Change change, Then then);

 private:
  void attempt(const std::shared_ptr<const state::Change>& change, Then then, int attempts_left);
  void read();
  void meet(const state::Overrides& stored);
  void write_back(const state::Overrides& stored, const state::Overrides& next);
  void adopt(state::Overrides stands, std::function<void()> then = nullptr);
  void take_effect();
  void end_expired();
  void save(std::function<void()> then);
  void save_later();

  boost::asio::io_context& control_;
  boost::asio::thread_pool& background_;
  std::string state_file_;
  std::unique_ptr<Store> store_;
  std::function<void(const Document&)> changed_;
  state::Overrides known_;  // the store's, as far as this edge knows
  WallTime known_at_;
  Document current_;
  boost::asio::system_timer expiry_;
  boost::asio::steady_timer resave_;
  std::uint64_t conflicts_ = 0;
};

}  // namespace meridian::store
