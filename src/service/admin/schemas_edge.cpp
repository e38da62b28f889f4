#include "service/admin/schema.hpp"
#include "service/admin/schemas.hpp"

namespace meridian::admin {

using namespace schema;

namespace {

Json state_words() {
  return word_of({"enabled", "draining", "disabled"});
}

void add_status(Json& schemas) {
  schemas["Check"] = object({{"name", text()},
                             {"severity", word_of({"critical", "warn"})},
                             {"state", text()},
                             {"last_result?", text()},
                             {"last_latency_ms?", number()}});
  schemas["EndpointStatus"] = object({{"endpoint", with(text(), "host:port")},
                                      {"addresses", list_of(text())},
                                      {"health", text()},
                                      {"reason", text()},
                                      {"checks", list_of(ref("Check"))}});
  schemas["UpstreamStatus"] = object({{"region", text()},
                                      {"state", state_words()},
                                      {"weight", count()},
                                      {"health", text()},
                                      {"reason", text()},
                                      {"since", time()},
                                      {"ramp_percent", whole(0, 100)},
                                      {"held_for_ms", or_null(count())},
                                      {"in_flight", count()},
                                      {"endpoints", list_of(ref("EndpointStatus"))}});
  schemas["ListenerStatus"] = object(
      {{"name", text()}, {"protocol", word_of({"https", "http"})}, {"addresses", list_of(text())}});
  schemas["GeoIp"] = object({{"path", text()},
                             {"built", or_null(time())},
                             {"loaded_at", or_null(time())},
                             {"last_error", or_null(text())}});
  schemas["Status"] = object(
      {{"edge", text()},
       {"version", text()},
       {"pid", count()},
       {"time", time()},
       {"started", time()},
       {"uptime_seconds", count()},
       {"draining", flag()},
       {"connections", count()},
       {"view", object({{"version", count()}, {"digest", text()}, {"local_sequence", count()}})},
       {"listeners", list_of(ref("ListenerStatus"))},
       {"geoip", or_null(ref("GeoIp"))},
       {"services",
        list_of(object({{"id", text()}, {"upstreams", list_of(ref("UpstreamStatus"))}}))}});
}

void add_latency(Json& schemas) {
  schemas["Reading"] = object({{"steady_ms", number()},
                               {"measured_ms", number()},
                               {"samples", count()},
                               {"age_seconds", number()},
                               {"stale", flag()},
                               {"edge?", text()}});
  schemas["Place"] = object({{"country", text()},
                             {"edge", text()},
                             {"client_ms", number()},
                             {"samples", count()},
                             {"home", text()},
                             {"regions", list_of(object({{"region", text()}, {"ms", number()}}))}});
  schemas["ServiceLatency"] =
      object({{"id", text()},
              {"regions", list_of(object({{"region", text()},
                                          {"own", or_null(ref("Reading"))},
                                          {"nearest_edge", or_null(ref("Reading"))}}))},
              {"places", list_of(ref("Place"))},
              {"suggested_geo",
               list_of(object({{"countries", list_of(text())}, {"regions", list_of(text())}}))}});
  schemas["Latency"] = object({{"edge", text()}, {"services", list_of(ref("ServiceLatency"))}});
}

void add_health(Json& schemas) {
  schemas["Health"] =
      object({{"status", word_of({"ok", "unavailable"})}, {"missing", list_of(text())}});
  schemas["Store"] = object({{"backend", text()},
                             {"reachable", flag()},
                             {"version", with(count(), "of the overrides")},
                             {"conflicts", count()}});
  schemas["Failover"] = object({{"status", word_of({"ok", "unavailable"})},
                                {"services", list_of(object({{"id", text()},
                                                             {"primary", or_null(text())},
                                                             {"serving", list_of(text())},
                                                             {"not_serving", list_of(text())}}))}});
  schemas["Certificates"] =
      object({{"certificates", list_of(object({{"listener", text()},
                                               {"file", text()},
                                               {"names", list_of(text())},
                                               {"key_type", text()},
                                               {"not_after", time()},
                                               {"expires_in_seconds", {{"type", "integer"}}}}))}});
  schemas["Event"] =
      object({{"number", count()},
              {"at", time()},
              {"kind",
               word_of({"override_set", "override_ended", "refused", "health", "config", "geoip"})},
              {"subject", text()},
              {"text", text()},
              {"by", or_null(text())}});
  schemas["Events"] =
      object({{"events", list_of(ref("Event"))},
              {"more", with(flag(), "there are newer ones")},
              {"lost", with(flag(), "some after the number asked for are forgotten")}});
}

}  // namespace

void add_edge_schemas(Json& schemas) {
  schemas["Live"] = object({{"live", flag()}});
  schemas["Ready"] = object(
      {{"ready", flag()}, {"missing", list_of(with(text(), "a condition that does not hold"))}});
  schemas["Document"] = {{"type", "object"}, {"description", "OpenAPI 3.1"}};
  add_status(schemas);
  add_latency(schemas);
  add_health(schemas);
}

}  // namespace meridian::admin
