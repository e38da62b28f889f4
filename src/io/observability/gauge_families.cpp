#include "io/observability/families.hpp"

#include <array>
#include <string>
#include <utility>

#include "io/observability/family.hpp"

namespace meridian::observability {
namespace {

constexpr std::array kHealths{health::Health::unknown, health::Health::up, health::Health::degraded,
                              health::Health::held, health::Health::out};

double in_seconds(nanoseconds length) {
  return std::chrono::duration<double>(length).count();
}

double in_seconds(WallTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

void add_single(Families& to, Family family, double value) {
  family.add({}, value);
  to.push_back(std::move(family).take());
}

void add_results(Families& to, Family family, std::uint64_t ok, std::uint64_t failed) {
  family.add({{"result", "ok"}}, ok);
  family.add({{"result", "failed"}}, failed);
  to.push_back(std::move(family).take());
}

void add_panic(Families& to, const Gauges& gauges) {
  Family panic = Family::gauge("meridian_panic",
                               "1 where every enabled region of a service is out, so that its "
                               "panic policy decides; else 0.");
  for (const PanicGauge& service : gauges.panics)
    panic.add({{"service", service.service}}, service.panic ? 1 : 0);
  to.push_back(std::move(panic).take());
}

void add_health(Families& to, const Gauges& gauges) {
  Family up = Family::gauge("meridian_upstream_up",
                            "1 where an upstream serves in this edge's own judgement, 0 where it "
                            "is out or held.");
  Family state = Family::gauge("meridian_upstream_health",
                               "1 for the health that an upstream has, 0 for the others.");
  Family ejections = Family::counter(
      "meridian_ejections_total",
      "How often live traffic ejected or degraded an endpoint of an upstream, by its failures, or "
      "the upstream, by its slow answers.");
  Family weight =
      Family::gauge("meridian_upstream_weight", "Effective weight of an upstream, 0 to 1000.");
  Family transitions = Family::counter("meridian_health_transitions_total",
                                       "How often an upstream's health became up or out.");
  for (const UpstreamGauges& upstream : gauges.upstreams) {
    const auto [service, region] = gauges.topology->upstream_name(upstream.id);
    const Labels labels{{"service", std::string(service)}, {"region", std::string(region)}};
    up.add(labels, health::serves(upstream.health) ? 1 : 0);
    for (const health::Health one : kHealths) {
      Labels with_state = labels;
      with_state.push_back({"health", std::string(health::to_string(one))});
      state.add(with_state, one == upstream.health ? 1 : 0);
    }
    ejections.add(labels, upstream.ejections);
    weight.add(labels, upstream.weight);
    transitions.add(labels, upstream.transitions);
  }
  to.push_back(std::move(up).take());
  to.push_back(std::move(state).take());
  to.push_back(std::move(ejections).take());
  to.push_back(std::move(weight).take());
  to.push_back(std::move(transitions).take());
}

void add_first_bytes(Families& to, const Gauges& gauges) {
  Family family =
      Family::gauge("meridian_upstream_first_byte_seconds",
                    "Time to the first byte of live GET and HEAD requests without a body, in the "
                    "last seconds; percentile 95 is what slow_after compares.");
  for (const UpstreamGauges& upstream : gauges.upstreams) {
    if (!upstream.first_byte) continue;
    const auto [service, region] = gauges.topology->upstream_name(upstream.id);
    const auto add =
        [&, labels = Labels{{"service", std::string(service)}, {"region", std::string(region)}}](
            const char* percentile, microseconds value) {
          Labels with_percentile = labels;
          with_percentile.push_back({"percentile", percentile});
          family.add(with_percentile, in_seconds(value));
        };
    add("50", upstream.first_byte->p50);
    add("95", upstream.first_byte->p95);
  }
  to.push_back(std::move(family).take());
}

void add_probes(Families& to, const Gauges& gauges) {
  Family checks = Family::counter(
      "meridian_health_checks_total",
      "Health check probes by result. Result discarded: this edge was too busy to judge.");
  for (std::size_t i = 0; i < gauges.probes.size(); ++i) {
    const auto result = health::to_string(static_cast<health::ProbeOutcome>(i));
    checks.add({{"result", std::string(result)}}, gauges.probes[i]);
  }
  checks.add({{"result", "discarded"}}, gauges.probes_discarded);
  to.push_back(std::move(checks).take());
}

void add_names(Families& to, const Gauges& gauges) {
  add_results(to,
              Family::counter("meridian_dns_lookups_total",
                              "Lookups of endpoints' host names; where one fails, the last good "
                              "addresses stay."),
              gauges.names_resolved, gauges.names_not_resolved);
}

void add_files(Families& to, const Gauges& gauges) {
  Family age = Family::gauge("meridian_geoip_database_age_seconds",
                             "Time since the GeoIP database in use was built.");
  if (gauges.geoip_built) age.add({}, in_seconds(gauges.now - *gauges.geoip_built));
  to.push_back(std::move(age).take());
  add_results(to,
              Family::counter("meridian_geoip_reloads_total",
                              "Loads of the GeoIP database after the first one."),
              gauges.geoip_reloads, gauges.geoip_reload_failures);
  add_results(to, Family::counter("meridian_config_reloads_total", "Loads of the config file."),
              gauges.config_reloads, gauges.config_reload_failures);
  add_single(to,
             Family::counter("meridian_upgrade_failures_total",
                             "Binary upgrades whose new process did not come to serve, so that "
                             "this one went on."),
             static_cast<double>(gauges.upgrade_failures));
  add_results(
      to,
      Family::counter("meridian_views_saved_total", "Views written to log.views.path, for replay."),
      gauges.views_saved, gauges.views_not_saved);
}

void add_certificates(Families& to, const Gauges& gauges) {
  Family expiry = Family::gauge("meridian_certificate_expiry_seconds",
                                "Time until a certificate ends; negative once it has.");
  Family ocsp = Family::gauge("meridian_ocsp_expiry_seconds",
                              "Time until an OCSP answer is too old to be stapled; negative once "
                              "it is.");
  for (const CertificateGauge& certificate : gauges.certificates) {
    expiry.add({{"listener", certificate.listener}, {"file", certificate.file}},
               in_seconds(certificate.not_after - gauges.now));
    if (certificate.ocsp_expires)
      ocsp.add({{"listener", certificate.listener}, {"file", certificate.ocsp_file}},
               in_seconds(*certificate.ocsp_expires - gauges.now));
  }
  to.push_back(std::move(expiry).take());
  to.push_back(std::move(ocsp).take());
  add_results(to,
              Family::counter("meridian_certificate_reloads_total",
                              "Loads of a listener's certificate files after the first one; where "
                              "one fails, the old certificates go on."),
              gauges.certificate_reloads, gauges.certificate_reload_failures);
  add_results(to,
              Family::counter("meridian_ticket_key_reloads_total",
                              "Loads of the session ticket keys' files after the first one; where "
                              "one fails, the old keys go on."),
              gauges.ticket_key_reloads, gauges.ticket_key_reload_failures);
}

void add_store(Families& to, const StoreGauges& store) {
  add_single(to,
             Family::gauge("meridian_store_up",
                           "1 while there is a connection to the store of overrides; else 0."),
             store.up ? 1 : 0);
  add_single(to,
             Family::gauge("meridian_store_lag_seconds",
                           "Time since the store's last answer: how old this edge's copy may be."),
             in_seconds(store.lag));
  add_single(to, Family::counter("meridian_store_connects_total", "Connections made to the store."),
             static_cast<double>(store.connects));
  Family errors = Family::counter("meridian_store_errors_total",
                                  "What went wrong with the store: connections lost, attempts that "
                                  "failed, commands refused, documents not taken.");
  errors.add({{"kind", "lost"}}, store.losses);
  errors.add({{"kind", "attempt"}}, store.failed_attempts);
  errors.add({{"kind", "command"}}, store.command_errors);
  errors.add({{"kind", "document"}}, store.rejected);
  to.push_back(std::move(errors).take());
}

void add_agreement(Families& to, const AgreementGauges& agreement) {
  const auto gauge = [&](const char* name, const char* help, double value) {
    add_single(to, Family::gauge(name, help), value);
  };
  gauge("meridian_cluster_up", "1 while this edge's reports are taken by the store; else 0.",
        agreement.up ? 1 : 0);
  gauge("meridian_cluster_lag_seconds", "Time since the last report that was taken.",
        in_seconds(agreement.lag));
  gauge("meridian_cluster_edges", "Edges that reported of late.", agreement.edges);
  gauge("meridian_cluster_same_config", "Of them, those with this edge's config.",
        agreement.same_config);
  const double same = agreement.same_config == 0 ? 1 : agreement.same_config;
  gauge("meridian_cluster_agreement",
        "Part of the edges with this edge's config that do what it does.",
        agreement.same_config == 0 ? 1 : agreement.agreeing / same);
  gauge("meridian_cluster_out", "Upstreams that are out by the verdict of all edges.",
        static_cast<double>(agreement.out));
  Family reports =
      Family::counter("meridian_cluster_reports_total", "Reports of this edge to the store.");
  reports.add({{"result", "answered"}}, agreement.reports);
  reports.add({{"result", "failed"}}, agreement.failures);
  to.push_back(std::move(reports).take());
}

void add_operators(Families& to, const Gauges& gauges) {
  add_single(to, Family::gauge("meridian_overrides", "Operators' overrides in effect."),
             static_cast<double>(gauges.overrides));
  add_single(to,
             Family::gauge("meridian_overrides_local",
                           "States set on this edge alone while the store was away."),
             static_cast<double>(gauges.overrides_local));
  add_single(to,
             Family::counter("meridian_override_conflicts_total",
                             "Times that the store had other overrides and won."),
             static_cast<double>(gauges.override_conflicts));
  add_single(to,
             Family::counter("meridian_admin_tokens_refused_total",
                             "Requests to the admin API without a token, or with a wrong one."),
             static_cast<double>(gauges.admin_tokens_refused));
}

}  // namespace

void add_gauge_families(Families& to, const Gauges& gauges) {
  add_panic(to, gauges);
  add_health(to, gauges);
  add_first_bytes(to, gauges);
  add_probes(to, gauges);
  add_names(to, gauges);
  add_files(to, gauges);
  add_certificates(to, gauges);
  add_operators(to, gauges);
  add_store(to, gauges.store);
  add_agreement(to, gauges.agreement);
  add_single(to, Family::gauge("meridian_view_version", "Version of the shared view."),
             static_cast<double>(gauges.view_version));
  add_single(to,
             Family::gauge("meridian_view_local_sequence", "Sequence of this edge's local view."),
             static_cast<double>(gauges.local_sequence));
  add_single(to, Family::gauge("meridian_workers", "Worker threads."),
             static_cast<double>(gauges.workers));
  add_single(to,
             Family::gauge("meridian_control_loop_lag_seconds",
                           "Longest delay of the control thread in the last 15 to 30 seconds."),
             in_seconds(gauges.control_loop_lag));
  add_single(to,
             Family::gauge("meridian_start_time_seconds", "When the process started, since 1970."),
             in_seconds(gauges.started));
  Family build = Family::gauge("meridian_build_info", "Always 1; the version is the label.");
  build.add({{"version", gauges.version}}, 1);
  to.push_back(std::move(build).take());
}

}  // namespace meridian::observability
