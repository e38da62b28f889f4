// Where edges keep the document of operators' overrides: one interface, for one edge alone and for
// a cluster.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "meridian/core/base/result.hpp"

namespace meridian::store {

struct Stored {
  std::uint64_t epoch = 0;
  std::uint64_t version = 0;  // 0: nothing was ever written
  std::string text;
};

struct Written {
  bool accepted = false;  // false: somebody else wrote
  Stored current;         // what stands
  std::uint32_t replicas = 0;
};

// Handlers run on the control thread, never inside the call, exactly once.
class Store {
 public:
  virtual ~Store() = default;
  virtual void read(std::function<void(Result<Stored>)> then) = 0;
  // Compare-and-set: takes `next` if what is stored has the epoch and version of `expected`.
  virtual void write(const Stored& expected, Stored next,
                     std::function<void(Result<Written>)> then) = 0;
  // `changed` is called whenever what is stored may have moved (a hint, also after a reconnect).
  virtual void on_change(std::function<void()> changed) = 0;
  virtual bool reachable() const = 0;
};

}  // namespace meridian::store
