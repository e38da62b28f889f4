// What a writer tells all edges through the store's channel: that a document moved. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "meridian/core/base/time.hpp"

namespace meridian::state {

struct ChangeHint {
  std::uint64_t epoch = 0;
  std::uint64_t version = 0;
  std::uint64_t bytes = 0;  // of the document
  bool operator==(const ChangeHint&) const = default;
};

// "overrides EPOCH VERSION BYTES". Nothing: it tells of something else.
std::optional<ChangeHint> parse_hint(std::string_view message);
std::string to_string(const ChangeHint& hint);

// Over how long edges spread their reading, so that a long document is not asked for by all of them
// in the same millisecond.
milliseconds spread_of(const ChangeHint& hint);

}  // namespace meridian::state
