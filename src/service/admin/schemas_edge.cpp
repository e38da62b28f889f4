#include "service/admin/schemas.hpp"

#include "service/admin/schema.hpp"

namespace meridian::admin {

using namespace schema;

namespace {

Json state_words() {
  return word_of({"enabled", "draining", "disabled"});
}

void add_upstream_status(Json& schemas) {
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
  schemas["Verdict"] = with(object({{"out", flag()},
                                    {"kind", word_of({"path", "answer"})},
                                    {"since", time()},
                                    {"down", with(count(), "edges that found it out")},
                                    {"members", with(count(), "of so many")},
                                    {"by", with(text(), "the edge whose vote decided")}}),
                            "what edges agreed on");
  schemas["UpstreamStatus"] = object({{"region", text()},
                                      {"state", state_words()},
                                      {"weight", count()},
                                      {"health", text()},
                                      {"reason", text()},
                                      {"since", time()},
                                      {"ramp_percent", whole(0, 100)},
                                      {"held_for_ms", or_null(count())},
                                      {"in_flight", count()},
                                      {"own_health", with(text(), "what this edge says alone")},
                                      {"verdict", or_null(ref("Verdict"))},
                                      {"endpoints", list_of(ref("EndpointStatus"))}});
}

void add_status(Json& schemas) {
  schemas["ListenerStatus"] = object(
      {{"name", text()}, {"protocol", word_of({"https", "http"})}, {"addresses", list_of(text())}});
  schemas["GeoIp"] = object({{"path", text()},
                             {"built", or_null(time())},
                             {"loaded_at", or_null(time())},
                             {"last_error", or_null(text())}});
  schemas["Store"] = object({{"backend", word_of({"memory", "redis"})},
                             {"up", flag()},
                             {"server", or_null(text())},
                             {"since", with(time(), "that it is up, or away")},
                             {"lag_ms", with(count(), "since its last answer")},
                             {"last_error", or_null(text())},
                             {"epoch", text()},
                             {"version", count()},
                             {"local_overrides", count()}});
  schemas["Agreement"] = object({{"up", with(flag(), "the last report was taken")},
                                 {"last_error", or_null(text())},
                                 {"lag_ms", count()},
                                 {"edges", with(count(), "that reported of late")},
                                 {"same_config", with(count(), "of them")},
                                 {"agreeing", with(count(), "of these, do the same")},
                                 {"epoch", or_null(text())},
                                 {"version", count()}});
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
       {"store", ref("Store")},
       {"agreement", ref("Agreement")},
       {"services",
        list_of(object({{"id", text()}, {"upstreams", list_of(ref("UpstreamStatus"))}}))}});
}

void add_edges(Json& schemas) {
  schemas["Edge"] =
      object({{"id", text()},
              {"reported", time()},
              {"silent", with(flag(), "for longer than a lease")},
              {"format", count()},
              {"topology", with(text(), "digest of the config")},
              {"digest", with(text(), "of what every worker decides by, and what was agreed")},
              {"overrides_version", count()},
              {"verdicts", object({{"epoch", text()}, {"version", count()}})},
              {"agrees", with(flag(), "with most edges of the same config")},
              {"differs", with(list_of(word_of({"overrides", "verdicts", "view"})), "in what")}});
  schemas["Edges"] = object({{"edges", list_of(ref("Edge"))}});
}

void add_latency(Json& schemas) {
  schemas["Reading"] = object({{"steady_ms", number()},
                               {"measured_ms", number()},
                               {"samples", count()},
                               {"age_seconds", number()},
                               {"stale", flag()},
                               {"edge?", text()}});
  schemas["FirstByte"] = object({{"p50_ms", number()},
                                 {"p95_ms", number()},
                                 {"samples", count()},
                                 {"age_seconds", number()}});
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
                                          {"first_byte", or_null(ref("FirstByte"))},
                                          {"nearest_edge", or_null(ref("Reading"))}}))},
              {"places", list_of(ref("Place"))},
              {"suggested_geo",
               list_of(object({{"countries", list_of(text())}, {"regions", list_of(text())}}))}});
  schemas["Latency"] = object({{"edge", text()}, {"services", list_of(ref("ServiceLatency"))}});
}

}  // namespace

void add_edge_schemas(Json& schemas) {
  schemas["Live"] = object({{"live", flag()}});
  schemas["Ready"] = object(
      {{"ready", flag()}, {"missing", list_of(with(text(), "a condition that does not hold"))}});
  schemas["Document"] = {{"type", "object"}, {"description", "OpenAPI 3.1"}};
  add_upstream_status(schemas);
  add_status(schemas);
  add_edges(schemas);
  add_latency(schemas);
}

}  // namespace meridian::admin
