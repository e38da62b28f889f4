// What operators changed of what the config file says: the one document that all edges of a cluster
// share. A value; edges agree when epoch, version and digest are equal.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "meridian/core/base/time.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::state {

// A date as the store has it, in whole milliseconds.
using StoreTime = std::chrono::time_point<std::chrono::system_clock, milliseconds>;

enum class Kind : std::uint8_t { weight, state, primary };

// What an override stands in for. Names may be of what has left the config.
struct Target {
  Kind kind = Kind::weight;
  std::string service;  // empty: the region in all services; kind `state` only
  std::string region;   // empty with kind `primary`
  auto operator<=>(const Target&) const = default;
};

// "weight.api.eu", "state.eu" (all services), "state.api.eu", "primary.api"
std::string id_of(const Target& target);
std::optional<Target> parse_id(std::string_view id);

// By the kind of the target: a weight (0 to 1000), a state, the region that is primary.
using Value = std::variant<std::uint32_t, config::UpstreamState, std::string>;
std::string to_string(const Value& value);
std::string_view to_string(config::UpstreamState state);
std::optional<config::UpstreamState> parse_state(std::string_view word);
// Has the right type for the target, and is in its range.
bool fits(const Target& target, const Value& value);

struct Override {
  Value value;
  std::string reason;  // one line
  std::string by;      // the name of the token
  StoreTime at{};
  std::optional<StoreTime> expires;
  std::uint64_t version = 0;  // of the document that brought it
  bool operator==(const Override&) const = default;
};

struct Overrides {
  std::uint64_t epoch = 0;    // random, made with the first change; 0: there was none
  std::uint64_t version = 0;  // moves with every change
  std::map<Target, Override> entries;
  bool operator==(const Overrides&) const = default;
};

inline constexpr std::uint32_t kWeightMax = 1000;

}  // namespace meridian::state
