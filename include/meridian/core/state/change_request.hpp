// What operators ask for, as JSON, and the change that it is: every rule about the form of a
// request is judged here. Pure, and never throws.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "meridian/core/state/change.hpp"

namespace meridian::state {

inline constexpr std::chrono::hours kExpiryMax{72};
inline constexpr std::size_t kBatchMax = 256;
inline constexpr std::size_t kSkippedRulesMax = 16;

// What a body is about.
enum class Ask : std::uint8_t {
  all_weights,   // {"weights": {"eu": 20, ..}}, of all regions
  some_weights,  // likewise, of some
  state,         // {"state": "draining"}
  primary,       // {"primary": "eu"}
  removal,       // of one override
  reset,         // of all of them
  adoption,      // of another document; its entries are not looked at here
  batch,         // {"changes": [{"service": "api", "region": "eu", "weight": 20}, ..]}
};

// Beside these a body has `reason`, and may have `expires_in` and `skip_rules`.
struct ChangeRequest {
  Ask ask = Ask::state;
  Target at{};  // the names around it, or what is removed
  std::string_view body;
  StoreTime now{};
};

// The names there are.
struct ServiceNames {
  std::vector<std::string> regions;
  bool roles = false;  // it has a primary
};
struct Names {
  std::set<std::string, std::less<>> regions;
  std::map<std::string, ServiceNames, std::less<>> services;
};

struct Fault {
  std::string rule;   // "range"; "json": it is no object; "roles": there is no primary to move
  std::string field;  // "weights.eu"; empty: the whole
  std::string detail;
};

// Sets `sets`, `reason`, `at`, `expires` and `skipped`. The names of `at` must exist.
std::variant<Change, Fault> read_change(const ChangeRequest& request, const Names& names,
                                        const Overrides& overrides);

// "90s", "30m", "1h"; nothing: of another form, zero, or more than kExpiryMax.
std::optional<seconds> parse_expiry(std::string_view text);

}  // namespace meridian::state
