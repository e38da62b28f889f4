#include "meridian/io/store/memory_store.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace meridian::store {

namespace asio = boost::asio;

MemoryStore::MemoryStore(asio::io_context& control, Stored first)
    : control_(control), stored_(std::move(first)), started_(std::chrono::steady_clock::now()) {}

void MemoryStore::read(std::function<void(Result<Stored>)> then) {
  asio::post(control_, [then = std::move(then), stored = stored_] { then(stored); });
}

void MemoryStore::write(const Stored& expected, Stored next,
                        std::function<void(Result<Written>)> then) {
  const bool accepted = expected.epoch == stored_.epoch && expected.version == stored_.version;
  if (accepted) stored_ = std::move(next);
  asio::post(control_,
             [then = std::move(then), written = Written{accepted, stored_, 0}] { then(written); });
  if (accepted && changed_) asio::post(control_, changed_);
}

void MemoryStore::keep_conflict(Conflict conflict, std::function<void(Result<void>)> then) {
  const auto same = [&](const Conflict& one) { return one.id == conflict.id; };
  if (std::none_of(conflicts_.begin(), conflicts_.end(), same)) {
    conflict.at = std::chrono::system_clock::now();
    conflicts_.insert(conflicts_.begin(), std::move(conflict));
    if (conflicts_.size() > kConflictsMax) conflicts_.pop_back();
  }
  asio::post(control_, [then = std::move(then)] { then({}); });
}

void MemoryStore::conflicts(std::function<void(Result<std::vector<Conflict>>)> then) {
  asio::post(control_, [then = std::move(then), kept = conflicts_] { then(kept); });
}

StoreStatus MemoryStore::status() const {
  StoreStatus status;
  status.backend = "memory";
  status.up = true;
  status.since = started_;
  status.last_answer = std::chrono::steady_clock::now();
  return status;
}

void MemoryStore::on_change(std::function<void()> changed) {
  changed_ = std::move(changed);
}

}  // namespace meridian::store
