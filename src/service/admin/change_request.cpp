#include "service/admin/change_request.hpp"

#include <algorithm>

#include "meridian/core/base/limits.hpp"
#include "meridian/core/base/text.hpp"
#include "meridian/core/state/overrides_json.hpp"
#include "service/admin/json.hpp"

namespace meridian::admin {

namespace {

using Problem = std::optional<Reply>;  // nothing: all is well

Problem violation(std::string_view rule, std::string field, std::string_view detail) {
  return rule_broken(422, detail, {rule, std::move(field)});
}

// The field that carries the value; empty: none does.
std::string_view value_field(OperatorKind kind) {
  switch (kind) {
    case OperatorKind::weights: return "weights";
    case OperatorKind::region_state:
    case OperatorKind::upstream_state: return "state";
    case OperatorKind::primary: return "primary";
    default: return "";
  }
}

Problem check_fields(const Json& body, std::string_view value) {
  for (const auto& [name, field] : body.items())
    if (name != value && name != "reason" && name != "expires_in")
      return violation("unknown_field", name,
                       "there is no field `" + name + "`; known are " +
                           (value.empty() ? "" : std::string(value) + ", ") +
                           "reason and expires_in");
  if (!value.empty() && !body.contains(value))
    return violation("required", std::string(value), "`" + std::string(value) + "` is missing");
  return std::nullopt;
}

std::string text_of_field(const Json& body, const char* name) {
  const auto at = body.find(name);
  return at != body.end() && at->is_string() ? at->get<std::string>() : std::string();
}

Problem read_circumstances(const Json& body, state::Change& change) {
  change.reason = text_of_field(body, "reason");
  if (!state::is_line(change.reason, limits::kOverrideReasonBytesMax))
    return violation("reason", "reason",
                     "say why in `reason`: one line of at most " +
                         std::to_string(limits::kOverrideReasonBytesMax) + " bytes");
  if (!body.contains("expires_in")) return std::nullopt;
  const auto expiry = parse_expiry(text_of_field(body, "expires_in"));
  if (!expiry)
    return violation("expires_in", "expires_in",
                     "write `expires_in` as 90s, 30m or 1h, at most 72h");
  change.expires = change.at + *expiry;
  return std::nullopt;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Problem read_weights(const Json& weights, const ChangeRequest& request,
                     const ChangeContext& context, state::Change& change) {
  if (!weights.is_object() || weights.empty())
    return violation("type", "weights", "write `weights` as {\"region\": number, ..}");
  for (const auto& [region, weight] : weights.items()) {
    const std::string field = "weights." + region;
    if (!has(context.regions, region))
      return violation("unknown_region", field, "the service is not in a region `" + region + "`");
    if (!weight.is_number_unsigned() || weight.get<std::uint64_t>() > state::kWeightMax)
      return violation("range", field, "a weight is a whole number from 0 to 1000");
    change.sets.emplace_back(state::Target{state::Kind::weight, request.path.service, region},
                             weight.get<std::uint32_t>());
  }
  for (const std::string& region : context.regions)
    if (request.method == "PUT" && !weights.contains(region))
      return violation("all_regions", "weights." + region,
                       "PUT sets the weights of all regions and `" + region +
                           "` is missing; PATCH changes some of them");
  return std::nullopt;
}

Problem read_state(const Json& value, const ChangeRequest& request, state::Change& change) {
  const auto state =
      state::parse_state(value.is_string() ? value.get<std::string>() : std::string());
  if (!state) return violation("state", "state", "write enabled, draining or disabled");
  const state::Target target{state::Kind::state, request.path.service, request.path.region};
  // A region that is enabled restricts nothing: its upstreams are as they are.
  const bool nothing = target.service.empty() && *state == config::UpstreamState::enabled;
  change.sets.emplace_back(target, nothing ? std::optional<state::Value>() : *state);
  return std::nullopt;
}

Problem read_primary(const Json& value, const ChangeRequest& request, const ChangeContext& context,
                     state::Change& change) {
  if (!context.roles)
    return rule_broken(409, "the service has no primary; roles are set in the config file",
                       {"roles"});
  const std::string region = value.is_string() ? value.get<std::string>() : std::string();
  if (!has(context.regions, region))
    return violation("unknown_region", "primary", "write a region of the service");
  change.sets.emplace_back(state::Target{state::Kind::primary, request.path.service, ""}, region);
  return std::nullopt;
}

Problem read_value(const Json& body, const ChangeRequest& request, const ChangeContext& context,
                   state::Change& change) {
  switch (request.path.kind) {
    case OperatorKind::weights: return read_weights(body["weights"], request, context, change);
    case OperatorKind::region_state:
    case OperatorKind::upstream_state: return read_state(body["state"], request, change);
    case OperatorKind::primary: return read_primary(body["primary"], request, context, change);
    case OperatorKind::override_:
      change.sets.emplace_back(*state::parse_id(request.path.id), std::nullopt);
      break;
    case OperatorKind::reset:
      for (const auto& [target, entry] : context.overrides.entries)
        change.sets.emplace_back(target, std::nullopt);
      break;
    default: break;
  }
  return std::nullopt;
}

// An emergency must not race anybody: what takes a region out may be said of any version of it.
bool takes_out(const state::Change& change) {
  return !change.sets.empty() &&
         std::all_of(change.sets.begin(), change.sets.end(), [](const auto& set) {
           const auto* state =
               set.second ? std::get_if<config::UpstreamState>(&*set.second) : nullptr;
           return state != nullptr && *state != config::UpstreamState::enabled;
         });
}

Problem read_condition(std::string_view if_match, state::Change& change) {
  if (if_match.empty())
    return rule_broken(428,
                       "send `If-Match` with the ETag of what you have read, so that two operators "
                       "do not undo each other's changes",
                       {"if_match"});
  if (if_match == "*") {
    if (takes_out(change)) return std::nullopt;
    return rule_broken(428, "`If-Match: *` is for draining and disabling; send the ETag",
                       {"if_match"});
  }
  if (if_match.size() < 2 || if_match.front() != '"' || if_match.back() != '"')
    return rule_broken(400, "write `If-Match` as one ETag in quotes", {"if_match"});
  change.seen = std::string(if_match.substr(1, if_match.size() - 2));
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

std::variant<state::Change, Reply> read_change(const ChangeRequest& request,
                                               const ChangeContext& context) {
  const Json body = Json::parse(request.body, nullptr, false);
  if (!body.is_object()) return rule_broken(400, "the body is no JSON object", {"json"});
  state::Change change;
  change.by = request.by;
  change.at = request.now;
  change.resource = resource_of(request.path);
  Problem wrong = check_fields(body, value_field(request.path.kind));
  if (!wrong) wrong = read_circumstances(body, change);
  if (!wrong) wrong = read_value(body, request, context, change);
  if (!wrong) wrong = read_condition(request.if_match, change);
  if (wrong) return std::move(*wrong);
  return change;
}

}  // namespace meridian::admin
