// The new side of a binary upgrade: what the process before has handed over, and the words with it.
// Control thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/handed_state.hpp"
#include "meridian/core/base/ip_address.hpp"

namespace meridian::app {

class Inherited {
 public:
  // Null: this process was started in the ordinary way. Blocks until the state has come.
  static Result<std::unique_ptr<Inherited>> from_environment();
  ~Inherited();

  const HandedState& state() const { return state_; }
  // The sockets for this address, by worker of the process before, for the caller; empty: none.
  std::vector<int> take(const std::string& listener, const IpEndpoint& bind);

  // All is ready: `go` is called when this process may accept, also where the one before is gone.
  void prepared(boost::asio::io_context& control, std::function<void()> go);
  void serving();  // the sockets that nobody took are closed, too

 private:
  void close_rest();
  explicit Inherited(net::DescriptorChannel channel) : channel_(std::move(channel)) {}

  net::DescriptorChannel channel_;
  HandedState state_;
  std::optional<boost::asio::posix::stream_descriptor> ear_;
};

}  // namespace meridian::app
