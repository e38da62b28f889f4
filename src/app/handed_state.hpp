// What a process hands to the one that takes its place in a binary upgrade: its listening sockets
// and what is nowhere but in its memory.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/io/net/descriptor_channel.hpp"
#include "meridian/io/tls/context.hpp"

namespace meridian::app {

struct HandedSockets {
  std::string listener;
  std::string bind;          // as configured, "0.0.0.0:443"
  std::vector<int> sockets;  // by worker
};

struct HandedState {
  std::vector<HandedSockets> listeners;
  tls::TicketKeys tickets;
  std::string pin_secret;  // bytes
  std::string overrides;   // state::encode
  std::string local_overrides;
  WallTime overrides_known_at{};  // when they were known to be the store's; milliseconds
};

// How long one of the two processes waits for a word of the other that is due.
inline constexpr std::size_t kHandoverPatienceMs = 5000;

// The secrets travel in a file that only has descriptors and no name. Blocks.
Result<bool> send_state(net::DescriptorChannel& to, const HandedState& state);
Result<HandedState> receive_state(net::DescriptorChannel& from);

}  // namespace meridian::app
