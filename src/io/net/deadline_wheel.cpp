#include "meridian/io/net/deadline_wheel.hpp"

#include <algorithm>

namespace meridian::net {

Deadline::~Deadline() {
  if (wheel_ != nullptr) wheel_->unlink(*this);
}

void DeadlineWheel::arm(Deadline& deadline, Instant due) {
  deadline.due_ = due;
  deadline.armed_ = true;
  if (deadline.wheel_ != nullptr) {
    if (deadline.looked_at_ <= due) return;
    unlink(deadline);
  }
  link(deadline);
}

void DeadlineWheel::link(Deadline& deadline) {
  const auto wait = std::max(deadline.due_ - at_, Instant::duration{1});
  const auto ticks = static_cast<std::size_t>((wait + kTick - Instant::duration{1}) / kTick);
  const std::size_t ahead = std::clamp<std::size_t>(ticks, 1, kSlots - 1);
  Deadline*& head = slots_[(slot_ + ahead) % kSlots];
  deadline.looked_at_ = at_ + kTick * static_cast<int>(ahead);
  deadline.next_ = head;
  if (head != nullptr) head->link_ = &deadline.next_;
  head = &deadline;
  deadline.link_ = &head;
  deadline.wheel_ = this;
  ++linked_;
}

void DeadlineWheel::unlink(Deadline& deadline) {
  *deadline.link_ = deadline.next_;
  if (deadline.next_ != nullptr) deadline.next_->link_ = deadline.link_;
  deadline.wheel_ = nullptr;
  --linked_;
}

void DeadlineWheel::advance(Instant now) {
  for (std::size_t turns = 0; turns < kSlots && linked_ != 0 && at_ + kTick <= now; ++turns) {
    at_ += kTick;
    slot_ = (slot_ + 1) % kSlots;
    run_slot();
  }
  if (linked_ == 0) at_ = std::max(at_, now);
}

void DeadlineWheel::run_slot() {
  Deadline* running = slots_[slot_];
  slots_[slot_] = nullptr;
  if (running != nullptr) running->link_ = &running;
  while (running != nullptr) {
    Deadline& deadline = *running;
    unlink(deadline);  // moves `running` on; a callback that destroys others moves it too
    if (!deadline.armed_) continue;
    if (deadline.due_ > at_) {
      link(deadline);
      continue;
    }
    deadline.armed_ = false;
    deadline.on_deadline();
  }
}

milliseconds DeadlineWheel::sleep_max(Instant now) const {
  if (linked_ == 0) return milliseconds{-1};
  // Looking further than this for the next used slot would cost more than the wake-up it saves.
  constexpr std::size_t kLookAhead = 64;
  std::size_t ahead = 1;
  while (ahead < kLookAhead && slots_[(slot_ + ahead) % kSlots] == nullptr) ++ahead;
  const auto wait = at_ + kTick * static_cast<int>(ahead) - now;
  return std::max(milliseconds{0}, std::chrono::ceil<milliseconds>(wait));
}

}  // namespace meridian::net
