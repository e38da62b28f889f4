// The reader of operators' changes on arbitrary bytes: it ends without throwing, and what it
// accepts sets values that fit, of what there is, once each.
#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>

#include "meridian/core/base/check.hpp"
#include "meridian/core/state/change_request.hpp"

namespace state = meridian::state;

namespace {

const state::Names& names() {
  static const state::Names made{{"eu", "us"},
                                 {{"api", {{"eu", "us"}, false}}, {"app", {{"eu"}, true}}}};
  return made;
}

void check(const state::Change& change) {
  std::set<state::Target> seen;
  for (const auto& [target, value] : change.sets) {
    MERIDIAN_CHECK(!value || state::fits(target, *value));
    MERIDIAN_CHECK(state::parse_id(state::id_of(target)) == target);
    MERIDIAN_CHECK(seen.insert(target).second);
  }
  MERIDIAN_CHECK(!change.reason.empty());
  MERIDIAN_CHECK(state::apply({}, change).refusal == state::Refusal::none);
}

}  // namespace

// The first byte says what is asked for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  (void)state::parse_expiry(text);
  if (text.empty()) return 0;
  constexpr std::array kAsks{state::Ask::all_weights, state::Ask::some_weights, state::Ask::state,
                             state::Ask::primary,     state::Ask::removal,      state::Ask::reset,
                             state::Ask::batch};
  const state::Ask ask = kAsks[static_cast<unsigned char>(text[0]) % kAsks.size()];
  state::ChangeRequest request{ask, {state::Kind::weight, "app", ""}, text.substr(1), {}};
  if (ask == state::Ask::state) request.at = {state::Kind::state, "", "eu"};
  if (ask == state::Ask::primary) request.at = {state::Kind::primary, "app", ""};
  if (ask == state::Ask::removal) request.at = {state::Kind::state, "", "us"};
  const auto read = state::read_change(request, names(), {});
  if (const auto* change = std::get_if<state::Change>(&read)) check(*change);
  if (const auto* fault = std::get_if<state::Fault>(&read)) MERIDIAN_CHECK(!fault->detail.empty());
  return 0;
}
