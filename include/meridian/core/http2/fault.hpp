// What an HTTP/2 connection may be blamed for, and how much of it is borne: ordinary clients cancel
// streams and send pings, too, so each kind has a budget that fills again with time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "meridian/core/traffic/token_bucket.hpp"

namespace meridian::http2 {

// The names are label values of meridian_protocol_violations_total, behind "h2_".
enum class Fault : std::uint8_t {
  none,
  protocol,      // T1: a connection error: framing, HPACK, flow control, frames out of place
  message,       // T1, T2, T7: a malformed message: its stream is reset
  resets,        // T3, T4: streams that ended early, by the client or through its fault
  continuation,  // T5: a header block in too many frames
  header_list,   // T5: a header list far beyond what SETTINGS allow
  pings,         // T6, likewise the following
  settings,
  empty_frames,    // DATA without data
  window_updates,  // more of them than what was sent to the client explains
  other_frames,    // PRIORITY and frames without a meaning here
  stalled,         // the client takes nothing of what waits for it
};
inline constexpr std::size_t kFaultCount = static_cast<std::size_t>(Fault::stalled) + 1;
std::string_view to_string(Fault fault);

// Of one connection.
class FaultBudgets {
 public:
  // False: this one is too much, the connection is to end. Faults without a budget always are.
  bool spend(Fault fault, Instant now);

 private:
  std::array<traffic::TokenBucket, kFaultCount> buckets_;
};

}  // namespace meridian::http2
