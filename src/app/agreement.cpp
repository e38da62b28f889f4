#include "app/agreement.hpp"

#include <utility>

namespace meridian::app {

namespace {

// So many reports may be lost until an edge's votes count no more.
constexpr int kReportsPerLease = 3;

std::string name_of(const routing::UpstreamNode& upstream) {
  return upstream.service + "/" + upstream.region;
}

store::Participant::Settings settings_for(const config::Config& config, std::uint64_t run) {
  const config::Store& store = config.store;
  store::Participant::Settings settings;
  settings.reporter = {config.edge.id,
                       run,
                       store.report_interval,
                       {kReportsPerLease * store.report_interval, store.member_ttl}};
  settings.verdict_ttl = store.verdict_ttl;
  return settings;
}

std::vector<agreement::SharedHealth::Upstream> watched(const routing::Topology& topology) {
  std::vector<agreement::SharedHealth::Upstream> all;
  for (const routing::UpstreamNode& node : topology.upstreams()) {
    agreement::SharedHealth::Upstream& upstream = all.emplace_back();
    upstream.watched.id = node.id;
    upstream.watched.name = name_of(node);
    for (const routing::EndpointNode& endpoint : node.endpoints)
      upstream.watched.endpoints.push_back(endpoint.id);
    upstream.return_policy = node.config->return_policy;
    for (const config::Service& service : topology.config()->services) {
      if (service.id != node.service) continue;
      upstream.watched.quorum = service.quorum;
      upstream.path_scope = service.path_scope;
    }
  }
  return all;
}

}  // namespace

Agreement::Agreement(boost::asio::io_context& control, const config::Config& config,
                     std::uint64_t run, std::unique_ptr<store::AgreementStore> store,
                     std::function<void()> changed)
    : began_(std::chrono::steady_clock::now()),
      changed_(std::move(changed)),
      participant_(control, settings_for(config, run), std::move(store), changed_) {}

void Agreement::watch(const routing::Topology& topology, const health::HealthTable& table) {
  participant_.watch(watched(topology));
  set_own(table);
}

void Agreement::set_own(const health::HealthTable& table) {
  participant_.set_health(table);
  changed_();
}

Agreement::Standing Agreement::standing_of(const proxy::Snapshot& snapshot) {
  return {snapshot.config->topology_digest, snapshot.view->common_digest,
          snapshot.overrides_version};
}

std::optional<admin::VerdictStatus> Agreement::verdict_on(
    const routing::UpstreamNode& upstream) const {
  const agreement::Verdict* verdict = participant_.verdict_on(name_of(upstream));
  if (verdict == nullptr) return std::nullopt;
  return admin::VerdictStatus{verdict->out,     verdict->kind == agreement::Kind::answer,
                              verdict->since,   verdict->down,
                              verdict->members, verdict->by};
}

admin::AgreementStatus Agreement::status() const {
  const agreement::Version& version = participant_.reporter().version();
  const observability::AgreementGauges now = gauges();
  return {now.up,          participant_.last_error(),
          now.lag,         now.edges,
          now.same_config, now.agreeing,
          version.epoch,   version.number};
}

observability::AgreementGauges Agreement::gauges() const {
  const agreement::Reporter& reporter = participant_.reporter();
  observability::AgreementGauges gauges;
  gauges.up = participant_.up();
  gauges.lag = std::chrono::steady_clock::now() - reporter.heard_at().value_or(began_);
  if (const auto& answer = reporter.last_answer()) {
    gauges.edges = answer->members;
    gauges.same_config = answer->same_topology;
    gauges.agreeing = answer->agreeing;
  }
  for (const auto& [upstream, verdict] : reporter.verdicts()) gauges.out += verdict.out ? 1 : 0;
  gauges.reports = participant_.counts().reports;
  gauges.failures = participant_.counts().failures;
  return gauges;
}

}  // namespace meridian::app
