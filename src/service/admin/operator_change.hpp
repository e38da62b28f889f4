// From a request of an operator to the change it asks for, or to why there is none. Pure.
#pragma once

#include <string_view>
#include <variant>

#include "meridian/core/config/config.hpp"
#include "meridian/core/state/change_request.hpp"
#include "meridian/service/admin/credentials.hpp"
#include "service/admin/reply.hpp"
#include "service/admin/resource_path.hpp"

namespace meridian::admin {

struct OperatorRequest {
  const ResourcePath& path;  // its names exist
  std::string_view method;
  std::string_view body;
  std::string_view if_match;  // the field; empty: none
  const Caller& caller;
  state::StoreTime now{};
};

// Without `new_epoch` and `judge`.
std::variant<state::Change, Reply> read_operator_change(const OperatorRequest& request,
                                                        const config::Config& config,
                                                        const state::Overrides& overrides);

}  // namespace meridian::admin
