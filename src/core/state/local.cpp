#include "meridian/core/state/local.hpp"

namespace meridian::state {

namespace {

// enabled, draining, disabled: the later the stricter.
bool stricter(const Override& one, const Override& other) {
  const auto* mine = std::get_if<config::UpstreamState>(&one.value);
  const auto* others = std::get_if<config::UpstreamState>(&other.value);
  return mine != nullptr && others != nullptr && *mine > *others;
}

}  // namespace

Overrides restrict_by(const Overrides& shared, const Overrides& local) {
  Overrides both = shared;
  for (const auto& [target, entry] : local.entries) {
    if (target.kind != Kind::state) continue;
    const auto [at, added] = both.entries.try_emplace(target, entry);
    if (!added && stricter(entry, at->second)) at->second = entry;
  }
  return both;
}

}  // namespace meridian::state
