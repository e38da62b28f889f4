#include "meridian/core/health/live_traffic.hpp"

#include <algorithm>

namespace meridian::health {
namespace {

constexpr double kJitter = 0.1;

nanoseconds length_of(std::uint32_t times, std::uint64_t random) {
  const seconds base = std::min(kEjection * std::max(times, 1U), kEjectionMax);
  const double unit = static_cast<double>(random >> 11) * 0x1p-52 - 1.0;  // -1 <= unit < 1
  const double length = static_cast<double>(nanoseconds(base).count()) * (1.0 + unit * kJitter);
  return std::min(nanoseconds(static_cast<std::int64_t>(length)), nanoseconds(kEjectionMax));
}

}  // namespace

std::optional<LiveFailure> LiveStreak::fail(LiveFailure failure) {
  ++failures_;
  connects_ += failure == LiveFailure::connect ? 1 : 0;
  gateways_ += failure == LiveFailure::gateway_error ? 1 : 0;
  if (failures_ < kLiveFailuresInARow) return std::nullopt;
  const LiveFailure kind = connects_ == failures_   ? LiveFailure::connect
                           : gateways_ == failures_ ? LiveFailure::gateway_error
                                                    : LiveFailure::broken;
  *this = LiveStreak();
  return kind;
}

void LiveStreak::connected() {
  if (connects_ == failures_) *this = LiveStreak();
}

Ejection eject(const Ejection& before, Instant now, std::uint64_t random) {
  const bool stable = before.times != 0 && now > before.until;
  const auto forgotten = stable ? (now - before.until) / kEjectionMax : 0;
  const std::uint32_t kept =
      forgotten >= before.times ? 0 : before.times - static_cast<std::uint32_t>(forgotten);
  const std::uint32_t times = std::min<std::uint32_t>(kept + 1, kEjectionMax / kEjection);
  return {times, now + length_of(times, random)};
}

Ejection prolong(const Ejection& before, Instant now, std::uint64_t random) {
  return {before.times, std::max(before.until, now + length_of(before.times, random))};
}

}  // namespace meridian::health
