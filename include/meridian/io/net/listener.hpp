// A listening socket of one worker. Accepts in turns of limits::kAcceptsPerTurnMax, so that a flood
// of connections does not starve the ones there are. When descriptors run out it stops being
// watched for kPause instead of spinning.
#pragma once

#include "meridian/core/base/ip_address.hpp"
#include "meridian/io/net/deadline_wheel.hpp"
#include "meridian/io/net/reactor.hpp"

namespace meridian::net {

class Listener final : public Watch, public Deadline {
 public:
  // Takes the accepted descriptor over.
  class Acceptor {
   public:
    virtual void on_accept(const Listener& listener, int fd, const IpEndpoint& peer) = 0;

   protected:
    ~Acceptor() = default;
  };
  static constexpr milliseconds kPause{100};

  // Owns `fd` from now on. `index`: whatever the acceptor knows it by.
  Listener(Reactor& reactor, DeadlineWheel& wheel, Acceptor& acceptor, int fd, std::size_t index);
  ~Listener();
  std::size_t index() const { return index_; }
  const IpEndpoint& local() const { return local_; }

  void on_ready(Readiness readiness) override;
  // Accepts all that waits, before the socket goes away.
  void empty_queue();
  void on_deadline() override;

 private:
  bool accept_some();  // false: nothing is left, or nothing can be accepted now

  Reactor& reactor_;
  DeadlineWheel& wheel_;
  Acceptor& acceptor_;
  int fd_;
  std::size_t index_;
  IpEndpoint local_;
  bool watched_ = true;
};

}  // namespace meridian::net
