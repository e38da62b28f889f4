// Messages from other threads to one worker: functions that run on the worker's thread. Bounded by
// limits::kMailboxMax; senders are the control thread only, so the bound is a bug when reached.
#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "meridian/io/net/reactor.hpp"

namespace meridian::net {

class Mailbox final : public Watch {
 public:
  explicit Mailbox(Reactor& reactor);
  ~Mailbox();
  void post(std::function<void()> message);  // any thread
  void on_ready(Readiness readiness) override;

 private:
  Reactor& reactor_;
  int event_;
  std::mutex mutex_;
  std::vector<std::function<void()>> messages_;
};

}  // namespace meridian::net
