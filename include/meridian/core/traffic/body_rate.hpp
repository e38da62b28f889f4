// Whether a client sends its body at the least rate demanded, judged window by window. A window in
// which the receiver did not read is not judged: then the client could not send. Time and the count
// of bytes are arguments.
#pragma once

#include <cstdint>

#include "meridian/core/base/time.hpp"

namespace meridian::traffic {

class BodyRate {
 public:
  // A window from now on; `bytes`: of the body so far.
  void begin(Instant now, milliseconds window, std::uint64_t bytes) {
    due_ = now + window;
    window_ = window;
    before_ = bytes;
    held_up_ = false;
  }
  void stop() { due_ = Instant{}; }
  Instant due() const { return due_; }  // Instant{}: nothing is demanded
  bool is_over(Instant now) const { return due_ != Instant{} && due_ <= now; }
  void note_held_up() { held_up_ = true; }
  // Of the window that is over.
  bool too_slow(std::uint64_t per_second_min, std::uint64_t bytes) const {
    const auto window = static_cast<std::uint64_t>(window_.count());
    return !held_up_ && (bytes - before_) * 1000 < per_second_min * window;
  }

 private:
  Instant due_{};
  milliseconds window_{};
  std::uint64_t before_ = 0;
  bool held_up_ = false;
};

}  // namespace meridian::traffic
