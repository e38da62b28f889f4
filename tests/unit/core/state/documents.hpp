// Documents that several tests start from.
#pragma once

#include "meridian/core/state/change.hpp"

namespace meridian::state::test {

inline const Target kWeight{Kind::weight, "api", "eu"};
inline const Target kOtherWeight{Kind::weight, "api", "us"};
inline const Target kRegion{Kind::state, "", "eu"};
inline const Target kUpstream{Kind::state, "api", "eu"};
inline const Target kPrimary{Kind::primary, "api", ""};

inline StoreTime second(std::int64_t count) {
  return StoreTime(seconds(count));
}

inline Change change_of(const Target& target, std::optional<Value> value) {
  Change change;
  change.sets.emplace_back(target, std::move(value));
  change.reason = "maintenance";
  change.by = "alice";
  change.at = second(1000);
  change.resource = target;
  change.new_epoch = 77;
  return change;
}

inline Overrides with(const Overrides& before, const Target& target, Value value) {
  return apply(before, change_of(target, std::move(value))).overrides;
}

}  // namespace meridian::state::test
