#include "service/admin/status_json.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <string_view>

#include "meridian/core/state/overrides_json.hpp"
#include "service/admin/json.hpp"

namespace meridian::admin {
namespace {

std::string_view name_of(config::UpstreamState state) {
  switch (state) {
    case config::UpstreamState::enabled: return "enabled";
    case config::UpstreamState::draining: return "draining";
    case config::UpstreamState::disabled: return "disabled";
  }
  return "";
}

Json check_json(const CheckStatus& status) {
  const bool warn = status.severity == config::CheckSeverity::warn;
  Json json{{"name", status.name},
            {"severity", warn ? "warn" : "critical"},
            {"state", health::to_string(status.check.state)}};
  if (!status.check.probed) return json;
  json["last_result"] = health::to_string(status.check.last);
  json["last_latency_ms"] = static_cast<double>(status.check.last_elapsed.count()) / 1000.0;
  return json;
}

Json endpoint_json(const EndpointStatus& endpoint) {
  Json json{{"endpoint", endpoint.label},
            {"addresses", endpoint.addresses},
            {"health", health::to_string(endpoint.health.health)},
            {"reason", health::to_string(endpoint.health.reason)},
            {"checks", Json::array()}};
  for (const CheckStatus& check : endpoint.checks) json["checks"].push_back(check_json(check));
  return json;
}

Json verdict_json(const std::optional<VerdictStatus>& verdict) {
  if (!verdict) return nullptr;
  return {{"out", verdict->out},
          {"kind", verdict->by_answer ? "answer" : "path"},
          {"since", time_json(verdict->since)},
          {"down", verdict->down},
          {"members", verdict->members},
          {"by", verdict->by}};
}

Json upstream_json(const UpstreamStatus& upstream) {
  Json json{{"region", upstream.region},
            {"state", name_of(upstream.state)},
            {"weight", upstream.weight},
            {"health", health::to_string(upstream.health)},
            {"reason", health::to_string(upstream.reason)},
            {"since", time_json(upstream.since)},
            {"ramp_percent", upstream.ramp_percent},
            {"held_for_ms", nullptr},
            {"in_flight", upstream.in_flight},
            {"own_health", health::to_string(upstream.own_health)},
            {"verdict", verdict_json(upstream.verdict)},
            {"endpoints", Json::array()}};
  if (upstream.held_for)
    json["held_for_ms"] = std::chrono::duration_cast<milliseconds>(*upstream.held_for).count();
  for (const EndpointStatus& endpoint : upstream.endpoints) {
    json["endpoints"].push_back(endpoint_json(endpoint));
  }
  return json;
}

Json services_json(const std::vector<ServiceStatus>& services) {
  Json list = Json::array();
  for (const ServiceStatus& service : services) {
    Json json{{"id", service.id}, {"upstreams", Json::array()}};
    for (const UpstreamStatus& upstream : service.upstreams) {
      json["upstreams"].push_back(upstream_json(upstream));
    }
    list.push_back(std::move(json));
  }
  return list;
}

Json listeners_json(const std::vector<ListenerStatus>& listeners) {
  Json list = Json::array();
  for (const ListenerStatus& listener : listeners) {
    const bool tls = listener.protocol == config::ListenerProtocol::https;
    list.push_back({{"name", listener.name},
                    {"protocol", tls ? "https" : "http"},
                    {"addresses", listener.addresses}});
  }
  return list;
}

Json geoip_json(const GeoIpStatus& geoip) {
  if (geoip.path.empty()) return nullptr;
  Json json{{"path", geoip.path},
            {"built", time_json(geoip.built)},
            {"loaded_at", time_json(geoip.loaded_at)},
            {"last_error", nullptr}};
  if (!geoip.last_error.empty()) json["last_error"] = geoip.last_error;
  return json;
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json store_json(const StoreStatus& store) {
  return {{"backend", store.backend},
          {"up", store.up},
          {"server", text_or_null(store.server)},
          {"since", time_json(store.since)},
          {"lag_ms", std::chrono::duration_cast<milliseconds>(store.lag).count()},
          {"last_error", text_or_null(store.last_error)},
          {"epoch", state::hexadecimal(store.epoch)},
          {"version", store.version},
          {"local_overrides", store.local}};
}

Json agreement_json(const AgreementStatus& agreement) {
  return {{"up", agreement.up},
          {"last_error", text_or_null(agreement.last_error)},
          {"lag_ms", std::chrono::duration_cast<milliseconds>(agreement.lag).count()},
          {"edges", agreement.edges},
          {"same_config", agreement.same_config},
          {"agreeing", agreement.agreeing},
          {"epoch", text_or_null(agreement.epoch)},
          {"version", agreement.version}};
}

}  // namespace

Json time_json(const std::optional<WallTime>& time) {
  if (!time) return nullptr;
  const auto whole = std::chrono::floor<seconds>(*time);
  const auto rest = std::chrono::floor<milliseconds>(*time - whole);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(whole)), rest.count());
}

std::string status_json(const Status& status) {
  const auto uptime = std::chrono::duration_cast<seconds>(status.now - status.started);
  const Json view{{"version", status.view_version},
                  {"digest", fmt::format("{:016x}", status.view_digest)},
                  {"local_sequence", status.local_sequence}};
  return text_of({{"edge", status.edge},
                  {"version", status.version},
                  {"pid", status.pid},
                  {"time", time_json(status.now)},
                  {"started", time_json(status.started)},
                  {"uptime_seconds", uptime.count()},
                  {"draining", status.draining},
                  {"connections", status.connections},
                  {"view", view},
                  {"listeners", listeners_json(status.listeners)},
                  {"geoip", geoip_json(status.geoip)},
                  {"store", store_json(status.store)},
                  {"agreement", agreement_json(status.agreement)},
                  {"services", services_json(status.services)}});
}

std::vector<std::string> missing_of(const Readiness& readiness) {
  std::vector<std::string> missing;
  if (!readiness.listeners_bound) missing.emplace_back("listeners");
  if (!readiness.geoip_loaded) missing.emplace_back("geoip");
  if (!readiness.first_probe_round_done) missing.emplace_back("first_probe_round");
  if (readiness.draining) missing.emplace_back("not_draining");
  return missing;
}

std::string readiness_json(const std::vector<std::string>& missing) {
  return text_of({{"ready", missing.empty()}, {"missing", missing}});
}

}  // namespace meridian::admin
