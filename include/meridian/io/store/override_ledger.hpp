// This edge's copy of the operators' overrides: brings changes to the store, and what the store has
// to this edge and into its file. What ends by itself ends here, also while the store is away.
// What an operator does on this edge alone while the store is away is a document of its own, kept
// beside the other one, never written to the store.
// Control thread; the file is written on the background thread. Outlives both loops' work.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/system_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "meridian/core/state/change.hpp"
#include "meridian/core/state/meeting.hpp"
#include "meridian/io/store/state_file.hpp"
#include "meridian/io/store/store.hpp"

namespace meridian::store {

class OverrideLedger {
 public:
  struct Settings {
    std::string state_file;  // empty: none
    std::unique_ptr<Store> store;
    state::Overrides first;  // from the file
    WallTime known_at{};     // when `first` was known to be the store's
    state::Overrides local;  // from the file beside it
    std::string edge;        // who tells of a conflict
  };
  using Document = std::shared_ptr<const state::Overrides>;
  using Then = std::function<void(Result<state::Applied>)>;

  struct Restored {
    state::Overrides first;
    WallTime known_at{};
    state::Overrides local;
  };
  // What the files have. Fails on a damaged one.
  static Result<Restored> restore(const std::string& state_file);

  // `changed` gets what is in effect from now on: the shared document, restricted by the local one.
  OverrideLedger(boost::asio::io_context& control, boost::asio::thread_pool& background,
                 Settings settings, std::function<void(const Document&)> changed);

  // What all edges share, without what has ended.
  const Document& current() const { return current_; }
  // What restricts this edge alone, without what has ended.
  const Document& local() const { return local_; }
  // What the store has, as far as this edge knows, also what has ended; and when it knew.
  const state::Overrides& known() const { return known_; }
  WallTime known_at() const { return known_at_; }
  const Store& store() const { return *store_; }
  std::uint64_t lost_documents() const { return conflicts_; }
  std::uint64_t rejected_documents() const { return rejected_; }  // of the store, not taken

  // `then` gets the refusal, or what stands after the change, once it is in the store, in effect
  // and on disk. Where somebody else wrote meanwhile it is tried again on what they wrote.
  void change(state::Change change, Then then);
  // The same for this edge alone; it needs no store.
  void change_locally(const state::Change& change, Then then);
  // Of the store.
  void conflicts(std::function<void(Result<std::vector<Conflict>>)> then);

 private:
  void attempt(const std::shared_ptr<const state::Change>& change, Then then, int attempts_left);
  void settle(const state::Overrides& stored, std::function<void()> then);
  void read();
  void write_back(const state::Overrides& stored, const state::Overrides& next,
                  std::function<void()> then = nullptr);
  void lose(const state::Overrides& stored);
  void keep_lost();
  void adopt(state::Overrides stands, std::function<void()> then = nullptr);
  void take_effect();
  void end_expired();
  void end_local();
  void save(std::function<void()> then);
  void save_local(std::function<void()> then);
  void save_as(const std::string& file, SavedState state, std::function<void()> then);
  void save_later();

  boost::asio::io_context& control_;
  boost::asio::thread_pool& background_;
  std::string state_file_;
  std::unique_ptr<Store> store_;
  std::function<void(const Document&)> changed_;
  state::Overrides known_;  // the store's, as far as this edge knows
  WallTime known_at_;
  Document current_;
  Document local_;
  Document effective_;
  std::string edge_;
  std::deque<Conflict> lost_;       // that the store was not told of so far
  std::set<state::Target> ending_;  // that have ended here, and are in the store
  boost::asio::system_timer expiry_;
  boost::asio::steady_timer resave_;
  std::uint64_t conflicts_ = 0;
  std::uint64_t rejected_ = 0;
};

}  // namespace meridian::store
