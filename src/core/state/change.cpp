#include "meridian/core/state/change.hpp"

#include <algorithm>
#include <utility>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/hash.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/state/overrides_json.hpp"

namespace meridian::state {

namespace {

bool covers(const Resource& resource, const Target& target) {
  if (!resource) return true;
  if (resource->kind != target.kind || resource->service != target.service) return false;
  return resource->region == target.region ||
         (target.kind == Kind::weight && resource->region.empty());
}

bool same_setting(const Override& a, const Override& b) {
  return a.value == b.value && a.reason == b.reason && a.by == b.by && a.expires == b.expires;
}

// Whether the document changes by it.
bool set_all(Overrides& next, const Change& change) {
  const auto before = std::exchange(next.entries, {});
  for (const auto& [target, entry] : *change.entries) {
    if (!fits(target, entry.value) || (entry.expires && *entry.expires <= change.at)) continue;
    const auto was = before.find(target);
    const bool same = was != before.end() && same_setting(was->second, entry);
    Override& set = next.entries[target] = same ? was->second : entry;
    if (!same) set.version = next.version;
  }
  return next.entries != before;
}

std::vector<Breach> breaches_of(const Change& change, const Overrides& before,
                                const Overrides& after) {
  if (!change.judge) return {};
  std::vector<Breach> breaches = change.judge(before, after);
  std::erase_if(breaches, [&](const Breach& breach) {
    const auto& skipped = change.skipped;
    return std::find(skipped.begin(), skipped.end(), breach.rule) != skipped.end();
  });
  return breaches;
}

}  // namespace

std::string tag_of(const Overrides& overrides, const Resource& resource) {
  std::uint64_t tag = 0;
  for (const auto& [target, entry] : overrides.entries) {
    if (!covers(resource, target)) continue;
    tag = combine64(tag, hash64(id_of(target)));
    tag = combine64(tag, hash64(to_string(entry.value)));
    tag = combine64(tag, entry.version);
    tag = combine64(tag, static_cast<std::uint64_t>(entry.at.time_since_epoch().count()));
  }
  return hexadecimal(tag);
}

Applied apply(const Overrides& before, const Change& change) {
  if (change.seen && *change.seen != tag_of(before, change.resource))
    return {Refusal::moved, {}, 0, {}};
  Applied applied{Refusal::none, before, 0, {}};
  Overrides& next = applied.overrides;
  next.version = before.version + 1;
  if (next.epoch == 0) next.epoch = change.new_epoch;
  bool changed = change.entries && set_all(next, change);
  for (const auto& [target, value] : change.sets) {
    if (!value) {
      changed = next.entries.erase(target) != 0 || changed;
      continue;
    }
    MERIDIAN_CHECK(fits(target, *value));
    const Override entry{*value, change.reason, change.by, change.at, change.expires, next.version};
    const auto [at, added] = next.entries.try_emplace(target, entry);
    if (!added && same_setting(at->second, entry)) continue;
    at->second = entry;
    changed = true;
  }
  if (!changed) return {Refusal::none, before, 0, {}};
  if (encode(next).size() > limits::kOverridesBytesMax) return {Refusal::too_large, {}, 0, {}};
  applied.breaches = breaches_of(change, before, next);
  if (!applied.breaches.empty()) applied.refusal = Refusal::unsafe;
  return applied;
}

std::optional<StoreTime> next_expiry(const Overrides& overrides) {
  std::optional<StoreTime> first;
  for (const auto& [target, entry] : overrides.entries)
    if (entry.expires) first = first ? std::min(*first, *entry.expires) : *entry.expires;
  return first;
}

Overrides expire(const Overrides& overrides, StoreTime now) {
  Overrides left = overrides;
  const auto ended = std::erase_if(left.entries, [now](const auto& entry) {
    return entry.second.expires && *entry.second.expires <= now;
  });
  if (ended != 0) ++left.version;
  return left;
}

}  // namespace meridian::state
