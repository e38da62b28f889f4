// Tells what changes as events: compares what the control thread learns with what it knew. Control
// thread.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "meridian/core/health/health_table.hpp"
#include "meridian/core/routing/topology.hpp"
#include "meridian/core/state/overrides.hpp"
#include "meridian/service/admin/event_feed.hpp"

namespace meridian::app {

class EventLog {
 public:
  const std::shared_ptr<admin::EventFeed>& feed() const { return feed_; }

  // The first document is where it starts from.
  void overrides(const std::shared_ptr<const state::Overrides>& now);
  void health(const health::HealthTable& table, const routing::Topology& topology);
  void config(const std::string& text);
  void geoip(const std::string& text);

 private:
  std::shared_ptr<admin::EventFeed> feed_ = std::make_shared<admin::EventFeed>();
  std::shared_ptr<const state::Overrides> overrides_;
  std::map<UpstreamId, health::Health> health_;
};

}  // namespace meridian::app
