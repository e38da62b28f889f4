// The reader of overrides documents on arbitrary bytes: it ends without throwing, and what it
// accepts is written back byte for byte.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "meridian/core/base/check.hpp"
#include "meridian/core/state/change.hpp"
#include "meridian/core/state/change_hint.hpp"
#include "meridian/core/state/meeting.hpp"
#include "meridian/core/state/overrides_json.hpp"

namespace state = meridian::state;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto target = state::parse_id(text)) MERIDIAN_CHECK(state::id_of(*target) == text);
  if (const auto hint = state::parse_hint(text)) {
    MERIDIAN_CHECK(state::parse_hint(state::to_string(*hint)) == *hint);
    MERIDIAN_CHECK(state::spread_of(*hint) <= meridian::milliseconds(50));
  }
  const auto overrides = state::decode(text);
  if (!overrides) {
    MERIDIAN_CHECK(!overrides.error().context.empty());
    return 0;
  }
  MERIDIAN_CHECK(state::encode(*overrides) == text);
  const auto end = state::StoreTime::max();
  MERIDIAN_CHECK(!state::next_expiry(state::expire(*overrides, end)));
  const auto met = state::meet(*overrides, meridian::milliseconds(0), *overrides);
  MERIDIAN_CHECK(met == state::Meeting::same);
  return 0;
}
