// Joins what the control thread learns (config, health, addresses, overrides,
// GeoIP data) into snapshots.
// Changes that come close together become one snapshot: at most one each kInterval. Views are built
// on the background thread; everything else here belongs to the control thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/system_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "app/pin_keys.hpp"
#include "meridian/core/routing/build_view.hpp"
#include "meridian/core/state/overrides.hpp"
#include "meridian/service/proxy/snapshot.hpp"

namespace meridian::app {

class Publisher {
 public:
  static constexpr milliseconds kInterval{50};
  // Gives a snapshot to all workers; `adopted`, which may be called on any thread, says that the
  // last of them decides on it.
  using Publish = std::function<void(const std::shared_ptr<const proxy::Snapshot>& snapshot,
                                     std::function<void()> adopted)>;

  // `publish` is called on the control thread.
  Publisher(boost::asio::io_context& control, boost::asio::thread_pool& background,
            Publish publish);

  // A config with its numbering and the TLS contexts of its upstreams, by UpstreamId,
  // and the secrets of its services, by their number in a view.
  void set_topology(std::shared_ptr<const routing::Topology> topology,
                    std::vector<std::shared_ptr<const tls::ClientContext>> client_contexts,
                    ServicePinKeys pin_keys);
  void set_health(std::vector<health::UpstreamHealth> upstreams,
                  std::vector<health::EndpointHealth> endpoints);
  void set_addresses(std::vector<routing::ResolvedEndpoint> addresses);
  void set_latency(std::vector<latency::UpstreamLatency> rows);
  void set_demand(std::vector<routing::Demand> demand);
  void set_geo(std::shared_ptr<const mmdb::GeoDatabase> geo);
  void set_overrides(std::shared_ptr<const state::Overrides> overrides);

  // Calls `then`, on the control thread, as soon as every worker decides on what was set before.
  void when_served(std::function<void()> then);

  // The first snapshot, built here and now; later ones come by themselves.
  std::shared_ptr<const proxy::Snapshot> build_first();
  const std::shared_ptr<const proxy::Snapshot>& current() const { return current_; }
  // What the next view would be made of.
  routing::ViewInputs view_inputs() const;

 private:
  struct Inputs {
    routing::ViewInputs view;
    std::vector<std::shared_ptr<const tls::ClientContext>> client_contexts;
    ServicePinKeys pin_keys;
    std::shared_ptr<const mmdb::GeoDatabase> geo;
    std::shared_ptr<const state::Overrides> overrides = std::make_shared<state::Overrides>();
    std::uint64_t place_generation = 1;
    std::uint64_t revision = 0;  // counts changes
    routing::ViewInputs resolved() const;
  };
  struct Waiting {
    std::uint64_t revision;
    std::function<void()> then;
  };
  static std::shared_ptr<const proxy::Snapshot> build(const proxy::Snapshot* previous,
                                                      const Inputs& inputs);
  void changed();
  void await_pin_deadline();
  void start_build();
  void served(std::uint64_t revision);

  boost::asio::io_context& control_;
  boost::asio::thread_pool& background_;
  Publish publish_;
  boost::asio::steady_timer timer_;
  boost::asio::system_timer deadline_timer_;  // for the end of pins to a region that drains
  Inputs inputs_;
  std::shared_ptr<const proxy::Snapshot> current_;
  std::vector<Waiting> waiting_;
  std::uint64_t served_ = 0;  // the revision that every worker decides on
  bool scheduled_ = false;    // a timer or a build is under way
  bool dirty_ = false;        // something changed since that build began
};

}  // namespace meridian::app
