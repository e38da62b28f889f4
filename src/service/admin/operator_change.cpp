#include "service/admin/operator_change.hpp"

#include <algorithm>
#include <optional>

namespace meridian::admin {

namespace {

using Problem = std::optional<Reply>;  // nothing: all is well

state::Names names_of(const config::Config& config) {
  state::Names names;
  for (const auto& [id, region] : config.regions) names.regions.insert(id);
  for (const config::Service& service : config.services) {
    state::ServiceNames& known = names.services[service.id];
    known.roles = !service.roles.primary.empty();
    for (const config::Upstream& upstream : service.upstreams)
      known.regions.push_back(upstream.region);
  }
  return names;
}

state::Ask ask_of(ResourceKind kind, std::string_view method) {
  switch (kind) {
    case ResourceKind::weights:
      return method == "PUT" ? state::Ask::all_weights : state::Ask::some_weights;
    case ResourceKind::primary: return state::Ask::primary;
    case ResourceKind::override_: return state::Ask::removal;
    case ResourceKind::reset: return state::Ask::reset;
    case ResourceKind::changes: return state::Ask::batch;
    case ResourceKind::adopt: return state::Ask::adoption;
    default: return state::Ask::state;
  }
}

Reply refusal(const state::Fault& fault) {
  const unsigned status = fault.rule == "json" ? 400U : fault.rule == "roles" ? 409U : 422U;
  return rule_broken(status, fault.detail, {fault.rule, fault.field});
}

// An emergency must not race anybody: what takes a region out may be said of any version of it.
bool takes_out(const state::Change& change) {
  if (change.sets.empty()) return false;
  return std::all_of(change.sets.begin(), change.sets.end(), [](const auto& set) {
    const auto* state = set.second ? std::get_if<config::UpstreamState>(&*set.second) : nullptr;
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

std::variant<state::Change, Reply> read_operator_change(const OperatorRequest& request,
                                                        const config::Config& config,
                                                        const state::Overrides& overrides) {
  const state::Resource resource = resource_of(request.path);
  auto read = state::read_change({ask_of(request.path.kind, request.method),
                                  resource.value_or(state::Target{}), request.body, request.now},
                                 names_of(config), overrides);
  if (const auto* fault = std::get_if<state::Fault>(&read)) return refusal(*fault);
  auto change = std::get<state::Change>(std::move(read));
  change.by = request.caller.name;
  change.resource = resource;
  if (!change.skipped.empty() && request.caller.role < config::AdminRole::admin)
    return rule_broken(403, "safety rules are skipped by admins only",
                       {"skip_rules", "skip_rules"});
  if (auto wrong = read_condition(request.if_match, change)) return std::move(*wrong);
  return change;
}

}  // namespace meridian::admin
