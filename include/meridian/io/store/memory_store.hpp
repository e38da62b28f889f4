// The store of one edge alone: in this process. Control thread.
#pragma once

#include <boost/asio/io_context.hpp>

#include "meridian/io/store/store.hpp"

namespace meridian::store {

class MemoryStore : public Store {
 public:
  explicit MemoryStore(boost::asio::io_context& control, Stored first = {});

  void read(std::function<void(Result<Stored>)> then) override;
  void write(const Stored& expected, Stored next,
             std::function<void(Result<Written>)> then) override;
  void keep_conflict(Conflict conflict, std::function<void(Result<void>)> then) override;
  void conflicts(std::function<void(Result<std::vector<Conflict>>)> then) override;
  void on_change(std::function<void()> changed) override;
  bool reachable() const override { return true; }
  StoreStatus status() const override;

 private:
  boost::asio::io_context& control_;
  Stored stored_;
  std::vector<Conflict> conflicts_;
  std::function<void()> changed_;
  Instant started_;
};

}  // namespace meridian::store
