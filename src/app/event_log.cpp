#include "app/event_log.hpp"

#include <utility>

namespace meridian::app {

using events::Kind;

namespace {

std::string value_of(const state::Overrides& overrides, const state::Target& target) {
  const auto at = overrides.entries.find(target);
  return at == overrides.entries.end() ? "as the file says" : state::to_string(at->second.value);
}

}  // namespace

void EventLog::overrides(const std::shared_ptr<const state::Overrides>& now) {
  const auto before = std::exchange(overrides_, now);
  if (before == nullptr) return;
  for (const auto& [target, entry] : now->entries) {
    const auto was = before->entries.find(target);
    if (was != before->entries.end() && was->second == entry) continue;
    feed_->push(
        {.kind = Kind::override_set,
         .subject = state::id_of(target),
         .text = value_of(*before, target) + " -> " + value_of(*now, target) + "; " + entry.reason,
         .by = entry.by});
  }
  for (const auto& [target, entry] : before->entries)
    if (!now->entries.contains(target))
      feed_->push({.kind = Kind::override_ended,
                   .subject = state::id_of(target),
                   .text = value_of(*before, target) + " of " + entry.by + " -> as the file says"});
}

void EventLog::health(const health::HealthTable& table, const routing::Topology& topology) {
  for (const health::UpstreamHealth& upstream : table.upstreams()) {
    const auto [known, first] = health_.try_emplace(upstream.id, upstream.health);
    const health::Health before = std::exchange(known->second, upstream.health);
    if (first || before == upstream.health) continue;
    const auto [service, region] = topology.upstream_name(upstream.id);
    std::string text = std::string(health::to_string(before)) + " -> " +
                       std::string(health::to_string(upstream.health));
    if (upstream.reason != health::HealthReason::none)
      text += "; " + std::string(health::to_string(upstream.reason));
    feed_->push({.kind = Kind::health,
                 .subject = std::string(service) + "/" + std::string(region),
                 .text = std::move(text)});
  }
}

void EventLog::config(const std::string& text) {
  feed_->push({.kind = Kind::config, .subject = "", .text = text});
}

void EventLog::geoip(const std::string& text) {
  feed_->push({.kind = Kind::geoip, .subject = "", .text = text});
}

}  // namespace meridian::app
