#include "service/admin/local_change.hpp"

#include <string>

#include "meridian/core/base/check.hpp"
#include "meridian/core/routing/safety.hpp"
#include "meridian/core/state/local.hpp"
#include "meridian/core/state/overrides_json.hpp"

namespace meridian::admin {

using config::UpstreamState;

std::optional<Reply> make_local(const Standing& standing, bool store_is_up, state::Change& change) {
  MERIDIAN_CHECK(change.sets.size() == 1);
  change.seen.reset();  // the tag is of what all edges share
  auto& [target, value] = change.sets.front();
  if (!value || std::get<UpstreamState>(*value) == UpstreamState::enabled) {
    value.reset();
    return std::nullopt;
  }
  if (store_is_up)
    return rule_broken(409, "the store answers: leave out `scope=local`, and all edges do it",
                       {"store_available"});
  if (!change.expires || *change.expires - change.at > state::kLocalExpiryMax)
    return rule_broken(422, "on one edge alone it must end by itself: `expires_in` of at most 1h",
                       {"local_expiry", "expires_in"});
  const auto now = state::parse_state(state_json(standing, target)["state"].get<std::string>());
  if (now && *now > std::get<UpstreamState>(*value))
    return rule_broken(409,
                       "it is " + std::string(state::to_string(*now)) +
                           " already: on one edge alone a state only becomes stricter",
                       {"local_scope"});
  return std::nullopt;
}

state::Judge judge_locally(const Standing& standing) {
  return [standing](const state::Overrides& before, const state::Overrides& after) {
    return routing::judge_change(*standing.view, state::restrict_by(*standing.overrides, before),
                                 state::restrict_by(*standing.overrides, after));
  };
}

}  // namespace meridian::admin
