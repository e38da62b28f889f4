// Meridian itself: for every edge a real config, a real LatencyTable and real views, and decide for
// every resident. Nothing of the routing is written a second time here.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "meridian/core/latency/latency_table.hpp"
#include "meridian/core/routing/build_view.hpp"
#include "meridian/core/routing/decide.hpp"
#include "meridian/core/routing/demand_meter.hpp"
#include "steering.hpp"

namespace meridian::lab {

class Ours : public Steering {
 public:
  // `policy`: the lines of the config that say it, for example "policy: latency".
  Ours(const World& world, const std::string& policy);

  void begin(std::size_t tick) override;
  bool observe(std::size_t tick, std::size_t edge) override;
  std::size_t choose(std::size_t resident) override;

 private:
  struct Edge {
    routing::ViewInputs inputs;
    std::vector<std::size_t> region_of;   // by UpstreamId
    std::vector<UpstreamId> upstream_of;  // by region
    latency::LatencyTable table;
    std::shared_ptr<const routing::View> view;
  };
  Edge make_edge(const Site& site, const std::string& policy) const;
  bool probe(Edge& edge, std::size_t tick, std::size_t number);
  void add_wants(std::size_t tick);
  void count_demand(std::size_t tick);

  const World& world_;
  std::vector<Edge> edges_;
  bool spills_;
  std::vector<routing::Want> wants_;  // by resident
  // Requests so far by first and next choice, and by first choice and cost; candidate numbers.
  std::vector<double> wanted_next_;
  std::vector<double> wanted_cost_;
  routing::DemandMeter meter_;
  bool demand_changed_ = false;
};

}  // namespace meridian::lab
