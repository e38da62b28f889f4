// This edge among the others of its cluster, as the rest of the edge sees it: its health goes in,
// and what counts of all edges' health comes out. Control thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "meridian/core/routing/topology.hpp"
#include "meridian/io/observability/exposition.hpp"
#include "meridian/io/store/participant.hpp"
#include "meridian/service/admin/status.hpp"
#include "meridian/service/proxy/snapshot.hpp"

namespace meridian::app {

class Agreement {
 public:
  // `run`: tells the processes of one edge apart. `changed`: health() may be another one.
  Agreement(boost::asio::io_context& control, const config::Config& config, std::uint64_t run,
            std::unique_ptr<store::AgreementStore> store, std::function<void()> changed);

  void watch(const routing::Topology& topology, const health::HealthTable& table);
  void set_own(const health::HealthTable& table);
  // Every worker decides by it.
  using Standing = agreement::Reporter::Standing;
  static Standing standing_of(const proxy::Snapshot& snapshot);
  void served(const Standing& standing) { participant_.set_standing(standing); }
  void leave() { participant_.leave(); }

  // By what requests are decided.
  std::vector<health::UpstreamHealth> health() const { return participant_.upstreams(); }
  const health::UpstreamHealth* find(UpstreamId id) const { return participant_.find(id); }
  std::optional<admin::VerdictStatus> verdict_on(const routing::UpstreamNode& upstream) const;
  store::AgreementStore& store() { return participant_.store(); }
  admin::AgreementStatus status() const;
  observability::AgreementGauges gauges() const;

 private:
  Instant began_;
  std::function<void()> changed_;
  store::Participant participant_;
};

}  // namespace meridian::app
