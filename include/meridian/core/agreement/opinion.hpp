// What one edge thinks of the upstreams it has, as it tells others: a vote and what it rests on.
// Upstreams have names here, "service/region": their numbers are a process's own.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "meridian/core/base/ids.hpp"
#include "meridian/core/health/health_table.hpp"

namespace meridian::agreement {

enum class Vote : std::uint8_t {
  none,  // no evidence: a member, and no voter
  up,
  down,
};

// What a down vote rests on, and with it whom it concerns.
enum class Kind : std::uint8_t {
  path,    // no connection, no answer in time, TLS: perhaps only on the way from here
  answer,  // it answered, and wrongly: it would tell everybody the same
};

inline constexpr std::uint32_t kMajority = 0;  // of members

struct Opinion {
  Vote vote = Vote::none;
  Kind kind = Kind::path;            // of a down vote
  std::uint32_t quorum = kMajority;  // down votes that take the upstream out, by the edge's config
  bool operator==(const Opinion&) const = default;
};

using Opinions = std::map<std::string, Opinion>;  // by name of the upstream

std::uint64_t digest_of(const Opinions& opinions);

// An upstream that this edge is a member of.
struct Watched {
  UpstreamId id{};
  std::string name;
  std::vector<EndpointId> endpoints;
  std::uint32_t quorum = kMajority;
};

// A vote for what this edge itself lets in: what it holds down it does not yet vote for. `before`
// has the kinds of votes that stand longer than their evidence is seen.
Opinions opinions_of(const health::HealthTable& table, std::span<const Watched> watched,
                     const Opinions& before);

}  // namespace meridian::agreement
