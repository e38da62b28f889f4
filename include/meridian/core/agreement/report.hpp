// What an edge and the store tell each other: a report is heartbeat and vote at once, its answer
// brings what all edges agreed on. Plain values; messages.hpp has them as text.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>

#include "meridian/core/agreement/opinion.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/state/overrides.hpp"

namespace meridian::agreement {

using state::StoreTime;

// Formats of what is shared that this program reads. An edge writes the lowest that any member of
// the cluster reads at most.
inline constexpr std::uint32_t kFormat = 1;

// Of the verdicts. Versions are ordered within an epoch only: a store that has lost anything, or
// may have, begins another epoch.
struct Version {
  std::string epoch;
  std::uint64_t number = 0;
  bool operator==(const Version&) const = default;
};

// What edges agreed on about one upstream.
struct Verdict {
  bool out = false;
  Kind kind = Kind::path;
  StoreTime since{};          // of `out`: where it is false, when it came back
  std::uint32_t down = 0;     // votes when it was decided
  std::uint32_t members = 0;  // likewise
  std::string by;             // the edge whose vote decided
  bool operator==(const Verdict&) const = default;
};

using Verdicts = std::map<std::string, Verdict>;  // by name; absent: never out

// Of those that are out: what edges that agree have in common.
std::uint64_t digest_of(const Verdicts& verdicts);

// How long the store waits for edges. From the config, equal on all edges.
struct Patience {
  milliseconds lease{6'000};         // without a report an edge's votes count no more
  milliseconds member_ttl{600'000};  // and then it is no member
  bool operator==(const Patience&) const = default;
};

struct Report {
  std::string edge;
  std::uint64_t run = 0;       // tells the processes of one edge apart
  std::uint64_t sequence = 0;  // moves with every report of a run
  Patience patience;
  bool full = false;     // `opinions` are all there are, else those that changed or could decide
  bool leaving = false;  // the edge ends: it is a member no more
  Opinions opinions;
  std::uint64_t base = 0;      // digest of the opinions that the store should have of this edge
  std::uint64_t digest = 0;    // and has after this report
  std::uint64_t topology = 0;  // digests of config and shared view, to compare edges by
  std::uint64_t shared = 0;
  std::uint64_t overrides = 0;     // version of the overrides that every worker decides by
  std::uint32_t format = kFormat;  // the highest that the edge reads
  Version known;
};

enum class Taken : std::uint8_t {
  yes,
  stale,      // a newer report of this edge was there before
  send_full,  // the store lacks what the report builds on: nothing was taken
  refused,    // the cluster has as many members as there may be
};

struct Answer {
  Taken taken = Taken::yes;
  StoreTime now{};
  Version version;
  bool brings_verdicts = false;  // they are other ones than the report knew
  Verdicts verdicts;
  std::uint32_t members = 0;        // edges that reported within a lease
  std::uint32_t same_topology = 0;  // of them, with this edge's topology
  std::uint32_t agreeing = 0;       // of these, with this edge's shared view
  std::uint32_t format = kFormat;   // the highest that all members read
  bool operator==(const Answer&) const = default;
};

// What the store knows of an edge.
struct EdgeRow {
  std::string edge;
  StoreTime reported{};
  bool silent = false;  // for longer than a lease
  std::uint64_t topology = 0;
  std::uint64_t shared = 0;
  std::uint64_t overrides = 0;
  std::uint32_t format = kFormat;
  Version known;
  bool operator==(const EdgeRow&) const = default;
};

enum class EventType : std::uint8_t { joined, left, gone, out, in };

struct Event {
  StoreTime at{};
  EventType type = EventType::joined;
  std::string edge;      // whose report it was
  std::string upstream;  // out and in
  bool operator==(const Event&) const = default;
};

}  // namespace meridian::agreement
