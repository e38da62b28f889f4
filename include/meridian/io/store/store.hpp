// Where edges keep the document of operators' overrides: one interface, for one edge alone and for
// a cluster.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "meridian/core/base/result.hpp"
#include "meridian/core/base/time.hpp"

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

// A document that an edge had and that the store's won over: kept for operators to look at, and to
// take after all.
struct Conflict {
  std::string id;    // of epoch, version and digest: the same for all edges that had it
  std::string edge;  // the first that told
  WallTime at{};     // when it did
  std::string text;
};
inline constexpr std::size_t kConflictsMax = 16;  // kept; the oldest goes

struct StoreStatus {
  std::string backend;
  bool up = false;
  std::string server;      // empty: it is in this process, or was never reached
  Instant since{};         // of `up`
  Instant last_answer{};   // nothing: never
  std::string last_error;  // why it is not up
  std::uint64_t connects = 0;
  std::uint64_t losses = 0;
  std::uint64_t failed_attempts = 0;
  std::uint64_t command_errors = 0;
};

// Handlers run on the control thread, never inside the call, exactly once; not after its end.
class Store {
 public:
  virtual ~Store() = default;
  virtual void read(std::function<void(Result<Stored>)> then) = 0;
  // Compare-and-set: takes `next` if what is stored has the epoch and version of `expected`.
  virtual void write(const Stored& expected, Stored next,
                     std::function<void(Result<Written>)> then) = 0;
  // Keeps it once, however many edges do.
  virtual void keep_conflict(Conflict conflict, std::function<void(Result<void>)> then) = 0;
  // The newest first.
  virtual void conflicts(std::function<void(Result<std::vector<Conflict>>)> then) = 0;
  // `changed` is called whenever what is stored may have moved (a hint, also after a reconnect).
  virtual void on_change(std::function<void()> changed) = 0;
  virtual bool reachable() const = 0;
  virtual StoreStatus status() const = 0;
};

}  // namespace meridian::store
