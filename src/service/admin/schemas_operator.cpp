#include "service/admin/schemas.hpp"

#include "meridian/core/base/limits.hpp"
#include "meridian/core/state/change_request.hpp"
#include "service/admin/schema.hpp"

namespace meridian::admin {

using namespace schema;

namespace {

Json state_words() {
  return word_of({"enabled", "draining", "disabled"});
}

Json reason() {
  return with(text(limits::kOverrideReasonBytesMax), "one line, for the audit log");
}

Json expires_in() {
  return {{"type", "string"},
          {"pattern", "^[0-9]+[smh]$"},
          {"description", "it ends by itself after 90s, 30m, 1h; at most 72h"}};
}

Json weights() {
  return map_of(whole(0, state::kWeightMax));
}

Json moved(const Json& value) {
  return object({{"before", value}, {"after", value}});
}

Json tag() {
  return with(text(), "the ETag, without its quotes");
}

Json skip_rules() {
  Json schema = with(list_of(text(limits::kOverrideNameBytesMax)),
                     "names of safety rules that may be broken; for admins");
  schema["maxItems"] = state::kSkippedRulesMax;
  return schema;
}

// What every change says beside its value.
Json change_with(std::string_view name, const Json& value) {
  Json schema =
      object({{"reason", reason()}, {"expires_in?", expires_in()}, {"skip_rules?", skip_rules()}});
  if (name.empty()) return schema;
  schema["properties"][std::string(name)] = value;
  schema["required"].push_back(name);
  return schema;
}

void add_requests(Json& schemas) {
  schemas["Circumstances"] = change_with("", nullptr);
  schemas["StateChange"] = change_with("state", state_words());
  schemas["WeightsChange"] =
      change_with("weights", with(weights(), "by region; PUT sets those of all regions"));
  schemas["PrimaryChange"] = change_with("primary", with(text(), "a region of the service"));
  schemas["Item"] = with(object({{"service?", text()},
                                 {"region?", text()},
                                 {"weight?", whole(0, state::kWeightMax)},
                                 {"state?", state_words()},
                                 {"primary?", text()}}),
                         "one of weight, state and primary; a state without a service is that of "
                         "the region in all services");
  Json changes = list_of(ref("Item"));
  changes["maxItems"] = state::kBatchMax;
  schemas["Changes"] = change_with("changes", changes);
}

void add_overrides(Json& schemas) {
  schemas["Override"] = object({{"id", text()},
                                {"value", {{"type", Json::array({"integer", "string"})}}},
                                {"reason", text()},
                                {"by", with(text(), "the name of the token")},
                                {"at", time()},
                                {"expires", or_null(time())},
                                {"version", count()},
                                {"tag", tag()},
                                {"idle?", with(flag(), "it names what is not in the config")}});
  schemas["Overrides"] =
      object({{"epoch", text()},
              {"version", count()},
              {"digest", text()},
              {"tag", tag()},
              {"overrides", list_of(ref("Override"))},
              {"local", with(list_of(ref("Override")), "what restricts this edge alone")}});
  schemas["Conflict"] = object({{"id", text()},
                                {"edge", with(text(), "the first that told of it")},
                                {"at", time()},
                                {"epoch", text()},
                                {"version", count()},
                                {"digest", text()},
                                {"overrides", list_of(ref("Override"))}});
  schemas["Conflicts"] = object({{"conflicts", list_of(ref("Conflict"))}});
}

void add_standing(Json& schemas) {
  const Json entry = or_null(ref("Override"));
  schemas["State"] =
      object({{"region", text()}, {"state", state_words()}, {"override", entry}, {"tag", tag()}});
  schemas["Weights"] = object({{"weights", weights()}, {"tag", tag()}});
  schemas["Primary"] = object({{"effective", or_null(text())},
                               {"file", or_null(text())},
                               {"override", entry},
                               {"tag", tag()}});
  schemas["Upstream"] =
      object({{"region", text()},
              {"weight", object({{"effective", count()}, {"file", count()}, {"override", entry}})},
              {"state", object({{"effective", state_words()},
                                {"file", state_words()},
                                {"override", entry},
                                {"region_override", entry},
                                {"tag", tag()}})},
              {"health", text()},
              {"weight_share", number()}});
  schemas["Service"] = object({{"id", text()},
                               {"weights_tag", tag()},
                               {"primary", ref("Primary")},
                               {"upstreams", list_of(ref("Upstream"))}});
  schemas["Regions"] =
      object({{"regions", list_of(object({{"region", text()},
                                          {"state", state_words()},
                                          {"override", entry},
                                          {"tag", tag()},
                                          {"services", list_of(object({{"id", text()},
                                                                       {"state", state_words()},
                                                                       {"weight", count()},
                                                                       {"health", text()}}))}}))}});
}

void add_answers(Json& schemas) {
  schemas["ChangedService"] =
      object({{"id", text()},
              {"primary?", moved(text())},
              {"upstreams", list_of(object({{"region", text()},
                                            {"weight", moved(count())},
                                            {"state", moved(state_words())},
                                            {"weight_share", moved(number())}}))}});
  schemas["Changed"] = object({{"dry_run", flag()},
                               {"scope", word_of({"cluster", "local"})},
                               {"version", count()},
                               {"replicas", with(count(), "of Redis, that have the change")},
                               {"tag", tag()},
                               {"services", list_of(ref("ChangedService"))},
                               {"violations", with(list_of(ref("Violation")),
                                                   "safety rules that keep a dry run from being "
                                                   "done")}});
  schemas["Violation"] = object({{"rule", text()}, {"detail", text()}});
  schemas["Problem"] = object({{"type", text()},
                               {"title", text()},
                               {"status", whole(400, 599)},
                               {"detail", with(text(), "what is wrong, and what to do")},
                               {"rule?", with(text(), "the rule that was broken")},
                               {"field?", with(text(), "of the body, at fault")}});
}

}  // namespace

void add_operator_schemas(Json& schemas) {
  add_requests(schemas);
  add_overrides(schemas);
  add_standing(schemas);
  add_answers(schemas);
}

Json schemas() {
  Json all = Json::object();
  add_edge_schemas(all);
  add_operator_schemas(all);
  add_what_if_schemas(all);
  add_config_schemas(all);
  return all;
}

}  // namespace meridian::admin
