// Timers of one worker. A deadline is stored and looked at only when its slot of the wheel comes
// round, so that moving it later (the common case: an idle timeout pushed back by traffic) is one
// store. Accuracy: up to kTick late, never early. One thread.
#pragma once

#include <array>
#include <cstddef>

#include "meridian/core/base/time.hpp"

namespace meridian::net {

class DeadlineWheel;

// A base of whatever can time out. Its destructor takes it out of the wheel.
class Deadline {
 public:
  virtual void on_deadline() = 0;

 protected:
  Deadline() = default;
  virtual ~Deadline();
  Deadline(const Deadline&) = delete;

 private:
  friend class DeadlineWheel;

  DeadlineWheel* wheel_ = nullptr;  // null: not linked
  Deadline* next_ = nullptr;
  Deadline** link_ = nullptr;  // what points to this one: a slot or another's next_
  Instant due_{};
  Instant looked_at_{};  // when its slot comes round
  bool armed_ = false;
};

class DeadlineWheel {
 public:
  static constexpr milliseconds kTick{20};
  static constexpr std::size_t kSlots =
      512;  // a turn is 10.24 s; later ones are relinked once a turn

  explicit DeadlineWheel(Instant now) : at_(now) {}
  DeadlineWheel(const DeadlineWheel&) = delete;

  void arm(Deadline& deadline, Instant due);
  void cancel(Deadline& deadline) { deadline.armed_ = false; }
  // Calls on_deadline of all that are due. A callback may arm, cancel and destroy any deadline.
  void advance(Instant now);
  // How long the worker may sleep; negative: for ever, nothing is linked.
  milliseconds sleep_max(Instant now) const;

 private:
  friend class Deadline;
  void link(Deadline& deadline);
  void unlink(Deadline& deadline);
  void run_slot();

  std::array<Deadline*, kSlots> slots_{};
  std::size_t linked_ = 0;
  Instant at_;            // all slots up to this time were looked at
  std::size_t slot_ = 0;  // of at_
};

}  // namespace meridian::net
