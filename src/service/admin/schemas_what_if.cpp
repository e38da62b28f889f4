#include "meridian/core/base/limits.hpp"
#include "meridian/core/state/overrides.hpp"
#include "meridian/service/what_if/live_simulation.hpp"
#include "service/admin/schema.hpp"
#include "service/admin/schemas.hpp"

namespace meridian::admin {

using namespace schema;

namespace {

Json names() {
  Json schema = list_of(with(text(), "REGION or SERVICE/REGION"));
  schema["maxItems"] = what_if::kNamesMax;
  return schema;
}

void add_explain(Json& schemas) {
  schemas["Question"] = object({{"ip", with(text(), "of the client")},
                                {"host", text()},
                                {"path?", text()},
                                {"method?", text()},
                                {"headers?", map_of(text())},
                                {"down?", names()},
                                {"pin?", with(text(), "the region of a valid pin")},
                                {"tried?", names()}});
  schemas["Located"] = object({{"source", text()},
                               {"country?", text()},
                               {"continent?", text()},
                               {"subdivision?", text()},
                               {"asn?", count()},
                               {"tag?", text()},
                               {"latitude?", number()},
                               {"longitude?", number()}});
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
       {"clients?", whole(1, what_if::kLiveClientsMax)},
       {"seed?", count()}});
  schemas["SimulatedSide"] =
      object({{"clients_refused", count()},
              {"fence_violations", count()},
              {"distance_km?", object({{"p50", number()}, {"p95", number()}})}});
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
              {"before", ref("SimulatedSide")},
              {"after", ref("SimulatedSide")}});
  schemas["Simulation"] = object({{"sample", text()},
                                  {"requests", count()},
                                  {"seconds?", number()},
                                  {"skipped", map_of(count())},
                                  {"without_service", count()},
                                  {"services", list_of(ref("SimulatedService"))}});
}

void add_config(Json& schemas) {
  schemas["Config"] =
      object({{"file", text()},
              {"taken_at", time()},
              {"digest", text()},
              {"settings", list_of(object({{"path", text()},
                                           {"value", text()},
                                           {"written", with(flag(), "false: the default")}}))}});
  schemas["ConfigDiff"] = object(
      {{"file", text()},
       {"errors", with(list_of(text()), "why the file would not be taken")},
       {"changes", list_of(object({{"path", text()}, {"live", text()}, {"file", text()}}))}});
  schemas["ConfigText"] = object({{"config", with(text(), "YAML")}});
  schemas["ConfigVerdict"] = object({{"valid", flag()}, {"errors", list_of(text())}});
  schemas["ConfigTaken"] = object({{"taken", flag()}, {"digest", text()}});
  schemas["Reason"] =
      object({{"reason", with(text(limits::kOverrideReasonBytesMax), "for the audit log")}});
  const Json level = word_of({"debug", "info", "warning", "error"});
  schemas["LogLevel"] = object({{"level", level}, {"file", level}, {"tag", text()}});
  schemas["LogLevelChange"] = object(
      {{"level", level}, {"reason", with(text(limits::kOverrideReasonBytesMax), "one line")}});
}

}  // namespace

void add_what_if_schemas(Json& schemas) {
  add_explain(schemas);
  add_simulation(schemas);
  add_config(schemas);
}

}  // namespace meridian::admin
