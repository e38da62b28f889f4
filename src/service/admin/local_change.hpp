// What an operator may do on one edge alone, while the way of all edges is closed. Pure.
#pragma once

#include <optional>

#include "meridian/core/state/change.hpp"
#include "service/admin/operator_json.hpp"
#include "service/admin/reply.hpp"
#include "service/admin/resource_path.hpp"

namespace meridian::admin {

// Makes of a change of a state one of this edge alone, or says why it may not be one. There a state
// only becomes stricter, for an hour at most, and only while the store is away. What was done so
// may be ended at any time.
std::optional<Reply> make_local(const Standing& standing, bool store_is_up, state::Change& change);

// As `change` is judged: with what restricts this edge alone.
state::Judge judge_locally(const Standing& standing);

}  // namespace meridian::admin
