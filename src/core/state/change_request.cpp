#include "meridian/core/state/change_request.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "meridian/core/base/limits.hpp"
#include "meridian/core/base/text.hpp"
#include "meridian/core/state/overrides_json.hpp"

namespace meridian::state {

namespace {

using Json = nlohmann::ordered_json;
using Problem = std::optional<Fault>;  // nothing: all is well

// The field that carries the value; empty: none does.
std::string value_field(Ask ask) {
  switch (ask) {
    case Ask::all_weights:
    case Ask::some_weights: return "weights";
    case Ask::state: return "state";
    case Ask::primary: return "primary";
    case Ask::batch: return "changes";
    case Ask::removal:
    case Ask::reset:
    case Ask::adoption: break;
  }
  return "";
}

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string string_field(const Json& body, const char* name) {
  const auto at = body.find(name);
  return at != body.end() && at->is_string() ? at->get<std::string>() : std::string();
}

Problem check_fields(const Json& body, const std::string& value) {
  for (const auto& [name, field] : body.items())
    if (name != value && name != "reason" && name != "expires_in" && name != "skip_rules")
      return Fault{"unknown_field", name,
                   "there is no field `" + name + "`; known are " +
                       (value.empty() ? "" : value + ", ") + "reason, expires_in and skip_rules"};
  if (!value.empty() && !body.contains(value))
    return Fault{"required", value, "`" + value + "` is missing"};
  return std::nullopt;
}

Problem read_skipped(const Json& body, Change& change) {
  if (!body.contains("skip_rules")) return std::nullopt;
  const Json& list = body["skip_rules"];
  const bool names =
      list.is_array() && list.size() <= kSkippedRulesMax &&
      std::all_of(list.begin(), list.end(), [](const Json& name) {
        return name.is_string() && is_line(name.get<std::string>(), limits::kOverrideNameBytesMax);
      });
  if (!names)
    return Fault{"skip_rules", "skip_rules",
                 "write `skip_rules` as a list of at most " + std::to_string(kSkippedRulesMax) +
                     " names of safety rules"};
  for (const Json& name : list) change.skipped.push_back(name.get<std::string>());
  return std::nullopt;
}

Problem read_circumstances(const Json& body, Change& change) {
  change.reason = string_field(body, "reason");
  if (!is_line(change.reason, limits::kOverrideReasonBytesMax))
    return Fault{"reason", "reason",
                 "say why in `reason`: one line of at most " +
                     std::to_string(limits::kOverrideReasonBytesMax) + " bytes"};
  if (auto wrong = read_skipped(body, change)) return wrong;
  if (!body.contains("expires_in")) return std::nullopt;
  const auto expiry = parse_expiry(string_field(body, "expires_in"));
  if (!expiry)
    return Fault{"expires_in", "expires_in", "write `expires_in` as 90s, 30m or 1h, at most 72h"};
  change.expires = change.at + *expiry;
  return std::nullopt;
}

// What is set, and where in the body it stands.
struct Place {
  Target target;
  std::string field;
};

Problem read_weight(const Json& weight, const Place& place, Change& change) {
  if (!weight.is_number_unsigned() || weight.get<std::uint64_t>() > kWeightMax)
    return Fault{"range", place.field, "a weight is a whole number from 0 to 1000"};
  change.sets.emplace_back(place.target, weight.get<std::uint32_t>());
  return std::nullopt;
}

Problem read_state(const Json& value, const Place& place, Change& change) {
  const auto state = parse_state(value.is_string() ? value.get<std::string>() : std::string());
  if (!state) return Fault{"state", place.field, "write enabled, draining or disabled"};
  // A region that is enabled restricts nothing: its upstreams are as they are.
  const bool nothing = place.target.service.empty() && *state == config::UpstreamState::enabled;
  change.sets.emplace_back(place.target, nothing ? std::optional<Value>() : *state);
  return std::nullopt;
}

Problem read_primary(const Json& value, const Place& place, const ServiceNames& service,
                     Change& change) {
  if (!service.roles)
    return Fault{"roles", "", "the service has no primary; roles are set in the config file"};
  const std::string region = value.is_string() ? value.get<std::string>() : std::string();
  if (!has(service.regions, region))
    return Fault{"unknown_region", place.field, "write a region of the service"};
  change.sets.emplace_back(place.target, region);
  return std::nullopt;
}

Problem read_weights(const Json& weights, const ChangeRequest& request, const ServiceNames& service,
                     Change& change) {
  if (!weights.is_object() || weights.empty())
    return Fault{"type", "weights", "write `weights` as {\"region\": number, ..}"};
  for (const auto& [region, weight] : weights.items()) {
    const Place place{{Kind::weight, request.at.service, region}, "weights." + region};
    if (!has(service.regions, region))
      return Fault{"unknown_region", place.field,
                   "the service is not in a region `" + region + "`"};
    if (auto wrong = read_weight(weight, place, change)) return wrong;
  }
  for (const std::string& region : service.regions)
    if (request.ask == Ask::all_weights && !weights.contains(region))
      return Fault{"all_regions", "weights." + region,
                   "PUT sets the weights of all regions and `" + region +
                       "` is missing; PATCH changes some of them"};
  return std::nullopt;
}

// The service and the region that an item of a batch names exist.
Problem check_names(const Json& item, const std::string& at, const Names& names) {
  const std::string service = string_field(item, "service");
  const std::string region = string_field(item, "region");
  const auto known = names.services.find(service);
  if (item.contains("service") && known == names.services.end())
    return Fault{"unknown_service", at + ".service", "write a service of the config"};
  if (!item.contains("region")) return std::nullopt;
  const bool there = item.contains("service") ? has(known->second.regions, region)
                                              : names.regions.contains(region);
  if (!there) return Fault{"unknown_region", at + ".region", "write a region of the service"};
  return std::nullopt;
}

Problem read_item(const Json& item, const std::string& at, const Names& names, Change& change) {
  if (!item.is_object()) return Fault{"type", at, "write each change as an object"};
  std::size_t values = 0;
  for (const auto& [name, field] : item.items()) {
    const bool value = name == "weight" || name == "state" || name == "primary";
    values += value ? 1 : 0;
    if (!value && name != "service" && name != "region")
      return Fault{"unknown_field", at + "." + name,
                   "known are service, region, weight, state and primary"};
  }
  if (values != 1) return Fault{"one_value", at, "write one of weight, state and primary"};
  if (item.contains("primary") && item.contains("region"))
    return Fault{"unknown_field", at + ".region", "`primary` is the region; leave this out"};
  if (auto wrong = check_names(item, at, names)) return wrong;
  const std::string service = string_field(item, "service");
  const std::string region = string_field(item, "region");
  if (item.contains("state")) {
    if (region.empty()) return Fault{"required", at + ".region", "name the region"};
    return read_state(item["state"], {{Kind::state, service, region}, at + ".state"}, change);
  }
  if (service.empty()) return Fault{"required", at + ".service", "name the service"};
  if (item.contains("primary"))
    return read_primary(item["primary"], {{Kind::primary, service, ""}, at + ".primary"},
                        names.services.find(service)->second, change);
  if (region.empty()) return Fault{"required", at + ".region", "name the region"};
  return read_weight(item["weight"], {{Kind::weight, service, region}, at + ".weight"}, change);
}

Problem read_batch(const Json& list, const Names& names, Change& change) {
  if (!list.is_array() || list.empty() || list.size() > kBatchMax)
    return Fault{"type", "changes",
                 "write `changes` as a list of 1 to " + std::to_string(kBatchMax) + " changes"};
  std::set<Target> seen;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string at = "changes[" + std::to_string(i) + "]";
    if (auto wrong = read_item(list[i], at, names, change)) return wrong;
    if (!seen.insert(change.sets.back().first).second)
      return Fault{"twice", at, "this is changed twice; write it once"};
  }
  return std::nullopt;
}

Problem read_value(const Json& body, const ChangeRequest& request, const Names& names,
                   Change& change) {
  const auto found = names.services.find(request.at.service);
  const ServiceNames service = found == names.services.end() ? ServiceNames{} : found->second;
  switch (request.ask) {
    case Ask::all_weights:
    case Ask::some_weights: return read_weights(body["weights"], request, service, change);
    case Ask::state: return read_state(body["state"], {request.at, "state"}, change);
    case Ask::primary:
      return read_primary(body["primary"], {request.at, "primary"}, service, change);
    case Ask::batch: return read_batch(body["changes"], names, change);
    case Ask::removal: change.sets.emplace_back(request.at, std::nullopt); break;
    case Ask::reset:
    case Ask::adoption: break;
  }
  return std::nullopt;
}

}  // namespace

std::optional<seconds> parse_expiry(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto count = parse_decimal(text.substr(0, text.size() - 1));
  const char unit = text.back();
  const std::uint64_t scale = unit == 's' ? 1 : unit == 'm' ? 60 : unit == 'h' ? 3600 : 0;
  const std::uint64_t most = static_cast<std::uint64_t>(seconds(kExpiryMax).count());
  if (!count || scale == 0 || *count == 0 || *count > most || *count * scale > most)
    return std::nullopt;
  return seconds(*count * scale);
}

std::variant<Change, Fault> read_change(const ChangeRequest& request, const Names& names,
                                        const Overrides& overrides) {
  const Json body = Json::parse(request.body, nullptr, false);
  if (!body.is_object()) return Fault{"json", "", "the body is no JSON object"};
  Change change;
  change.at = request.now;
  Problem wrong = check_fields(body, value_field(request.ask));
  if (!wrong) wrong = read_circumstances(body, change);
  if (!wrong) wrong = read_value(body, request, names, change);
  if (wrong) return std::move(*wrong);
  if (request.ask == Ask::reset)
    for (const auto& [target, entry] : overrides.entries)
      change.sets.emplace_back(target, std::nullopt);
  return change;
}

}  // namespace meridian::state
