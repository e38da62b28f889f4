// From a request of an operator to the change it asks for: every rule about form is judged here.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "meridian/core/state/change.hpp"
#include "service/admin/reply.hpp"
#include "service/admin/resource_path.hpp"

namespace meridian::admin {

inline constexpr std::chrono::hours kExpiryMax{72};

struct ChangeRequest {
  ResourcePath path;
  std::string_view method;
  std::string_view body;
  std::string_view if_match;  // the field; empty: none
  std::string by;
  state::StoreTime now{};
};

// What the names in a request may be, and what stands.
struct ChangeContext {
  std::vector<std::string> regions;  // of the service, or of all
  bool roles = false;                // the service has a primary
  const state::Overrides& overrides;
};

// Without `new_epoch`.
std::variant<state::Change, Reply> read_change(const ChangeRequest& request,
                                               const ChangeContext& context);

// "90s", "30m", "1h"; nothing: of another form, zero, or more than kExpiryMax.
std::optional<seconds> parse_expiry(std::string_view text);

}  // namespace meridian::admin
