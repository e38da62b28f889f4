#include "service/admin/schemas.hpp"

#include "meridian/core/base/limits.hpp"
#include "meridian/core/state/overrides.hpp"
#include "service/admin/schema.hpp"

namespace meridian::admin {

using namespace schema;

namespace {

Json names() {
  Json schema = list_of(with(text(), "REGION or SERVICE/REGION"));
  schema["maxItems"] = limits::kWhatIfNamesMax;
  return schema;
}

void add_candidate(Json& schemas) {
  schemas["Candidate"] = object({{"region", text()},
                                 {"stayed", flag()},
                                 {"reason", text()},
                                 {"weight", count()},
                                 {"weight_note?", text()},
                                 {"state_note?", text()},
                                 {"primary_note?", text()},
                                 {"tier?", count()},
                                 {"distance_km?", number()},
                                 {"latency?", object({{"milliseconds", number()},
                                                      {"source", text()},
                                                      {"samples?", count()},
                                                      {"age_seconds?", number()}})},
                                 {"draw?", number()}});
}

void add_explain(Json& schemas) {
  schemas["Question"] = object({{"ip", with(text(), "of the client")},
                                {"host", text()},
                                {"path?", text()},
                                {"method?", text()},
                                {"headers?", map_of(text())},
                                {"down?", names()},
                                {"pin?", with(text(), "the region of a valid pin")},
                                {"tried?", names()},
                                {"explore_window?", count()}});
  schemas["Located"] = object({{"source", text()},
                               {"country?", text()},
                               {"continent?", text()},
                               {"subdivision?", text()},
                               {"asn?", count()},
                               {"tag?", text()},
                               {"latitude?", number()},
                               {"longitude?", number()}});
  schemas["Explanation"] = object({{"ip", text()},
                                   {"host", text()},
                                   {"path", text()},
                                   {"method", text()},
                                   {"outcome", text()},
                                   {"reason", text()},
                                   {"region?", text()},
                                   {"status?", whole(200, 599)},
                                   {"redirect_host?", text()},
                                   {"route?", text()},
                                   {"service?", text()},
                                   {"place", ref("Located")},
                                   {"candidates", list_of(ref("Candidate"))},
                                   {"stages", list_of(text())},
                                   {"version", count()},
                                   {"digest", text()},
                                   {"local_sequence", count()}});
}

void add_simulation(Json& schemas) {
  schemas["SimulationChange"] = object(
      {{"weights?", with(map_of(whole(0, state::kWeightMax)), "by REGION or SERVICE/REGION")},
       {"drain?", names()},
       {"down?", names()},
       {"clients?", whole(1, limits::kLiveClientsMax)},
       {"seed?", count()}});
  schemas["Quantiles"] = object({{"p50", number()}, {"p95", number()}});
  schemas["SimulatedSide"] = object({{"clients_refused", count()},
                                     {"fence_violations", count()},
                                     {"distance_km?", ref("Quantiles")}});
  schemas["SimulatedService"] =
      object({{"service", text()},
              {"requests", count()},
              {"clients", count()},
              {"regions", list_of(object({{"region", text()},
                                          {"before", number()},
                                          {"after", number()},
                                          {"requests_per_second?", number()},
                                          {"capacity?", count()},
                                          {"capacity_reached_at?", number()}}))},
              {"clients_moved", count()},
              {"moved", number()},
              {"moved_bound", number()},
              {"clients_newly_refused", count()},
              {"latency_ms?", object({{"before", ref("Quantiles")},
                                      {"after", ref("Quantiles")},
                                      {"moved?", ref("Quantiles")},
                                      {"sources", list_of(text())}})},
              {"before", ref("SimulatedSide")},
              {"after", ref("SimulatedSide")}});
  schemas["Simulation"] = object({{"sample", text()},
                                  {"requests", count()},
                                  {"seconds?", number()},
                                  {"skipped", map_of(count())},
                                  {"without_service", count()},
                                  {"services", list_of(ref("SimulatedService"))}});
}

}  // namespace

void add_what_if_schemas(Json& schemas) {
  add_candidate(schemas);
  add_explain(schemas);
  add_simulation(schemas);
}

}  // namespace meridian::admin
