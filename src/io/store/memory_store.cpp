#include "meridian/io/store/memory_store.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace meridian::store {

namespace asio = boost::asio;

MemoryStore::MemoryStore(asio::io_context& control, Stored first)
    : control_(control), stored_(std::move(first)) {}

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

void MemoryStore::on_change(std::function<void()> changed) {
  changed_ = std::move(changed);
}

}  // namespace meridian::store
