#include "meridian/core/http2/fault.hpp"

namespace meridian::http2 {

namespace {

// A browser that leaves a page with 100 images cancels 100 streams; gRPC pings every 10 s or so;
// peers that keep RFC 7540's priorities send one frame for each stream. The bursts leave several
// times as much.
traffic::Rate allowance(Fault fault) {
  switch (fault) {
    case Fault::resets: return {milliseconds(50), 200};
    case Fault::message: return {seconds(1), 100};
    case Fault::pings: return {milliseconds(100), 100};
    case Fault::settings: return {seconds(1), 30};
    case Fault::empty_frames: return {milliseconds(100), 100};
    case Fault::window_updates: return {milliseconds(10), 500};
    case Fault::other_frames: return {milliseconds(20), 500};
    default: return {};
  }
}

}  // namespace

std::string_view to_string(Fault fault) {
  switch (fault) {
    case Fault::none: return "none";
    case Fault::protocol: return "protocol";
    case Fault::message: return "message";
    case Fault::resets: return "resets";
    case Fault::continuation: return "continuation";
    case Fault::header_list: return "header_list";
    case Fault::pings: return "pings";
    case Fault::settings: return "settings";
    case Fault::empty_frames: return "empty_frames";
    case Fault::window_updates: return "window_updates";
    case Fault::other_frames: return "other_frames";
    case Fault::stalled: return "stalled";
  }
  return "none";
}

bool FaultBudgets::spend(Fault fault, Instant now) {
  const traffic::Rate rate = allowance(fault);
  return rate.limited() && buckets_[static_cast<std::size_t>(fault)].take(rate, now).count() == 0;
}

}  // namespace meridian::http2
