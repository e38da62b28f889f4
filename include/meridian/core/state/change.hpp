// Changes to the overrides document, as functions from one document to the next.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "meridian/core/state/overrides.hpp"

namespace meridian::state {

// What a client reads and changes as one, and what its tag is of: a target; all weights of a
// service (kind weight without a region); nothing: the whole document.
using Resource = std::optional<Target>;

// Moves when anything of the resource does, and with nothing else.
std::string tag_of(const Overrides& overrides, const Resource& resource);

// A safety rule that would not hold any more.
struct Breach {
  std::string rule;
  std::string text;  // a sentence: what would be left, and what must be
  bool operator==(const Breach&) const = default;
};
// What is wrong with going from the first document to the second.
using Judge = std::function<std::vector<Breach>(const Overrides&, const Overrides&)>;

struct Change {
  std::vector<std::pair<Target, std::optional<Value>>> sets;  // nothing: back to the file
  // All entries become these, as they are but for what has ended; in the place of `sets`.
  std::optional<std::map<Target, Override>> entries;
  std::string reason;
  std::string by;
  StoreTime at{};
  std::optional<StoreTime> expires;
  Resource resource;
  std::optional<std::string> seen;   // the tag that the change rests on; nothing: any
  std::uint64_t new_epoch = 0;       // for a document that has none
  std::vector<std::string> skipped;  // safety rules that may be broken
  Judge judge;                       // none: everything is safe
};

enum class Refusal : std::uint8_t {
  none,
  moved,      // the resource has another tag than was seen
  too_large,  // the document would be longer than it may be
  unsafe,     // safety rules do not allow it
};

struct Applied {
  Refusal refusal = Refusal::none;
  Overrides overrides;  // the next document; with the same version where nothing changes
  // Of the store's, that have it as well as the one that took it.
  std::uint32_t replicas = 0;
  std::vector<Breach> breaches{};  // with `unsafe`: of the rules that are not skipped
};

Applied apply(const Overrides& before, const Change& change);

// When the first override ends by itself.
std::optional<StoreTime> next_expiry(const Overrides& overrides);
// Without what has ended; the version moves when something has.
Overrides expire(const Overrides& overrides, StoreTime now);

}  // namespace meridian::state
