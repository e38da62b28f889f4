// Fences, compiled: which clients a residency rule is about, and whether this edge may answer them.
#pragma once

#include <bitset>
#include <cstdint>
#include <vector>

#include "meridian/core/routing/view.hpp"

namespace meridian::routing {

struct FenceView {
  const config::Fence* config = nullptr;  // owned by the topology's config
  using Countries = std::bitset<geo::Country::kCount>;
  Countries countries;   // listed, or of a listed group or continent
  Countries subdivided;  // a subdivision of theirs is listed
  std::bitset<8> continents;
  std::vector<std::uint32_t> asns;          // sorted
  std::vector<std::uint16_t> tags;          // sorted
  std::vector<std::uint16_t> subdivisions;  // sorted
  bool edge_inside = false;                 // this edge's country is among the countries above
};

FenceView compile_fence(const config::Fence& fence, const config::Edge& edge,
                        const geo::Locator& locator);

enum class FenceMatch : std::uint8_t {
  outside,
  inside,     // the rule is about this client
  undecided,  // no known attribute matches, and one the rule needs is unknown
};

// Any attribute that matches puts the client inside. An unknown country leaves every fence
// undecided; an unknown ASN or subdivision one that lists such.
FenceMatch match_fence(const FenceView& fence, const geo::Place& place);

// What all fences of a service say to one client.
struct FenceRuling {
  CandidateSet regions = 0;                // candidates inside every fence that applies
  bool matched = false;                    // the client is inside some fence
  const FenceView* denied = nullptr;       // undecided, and that fence denies unknown places
  const FenceView* misplaced = nullptr;    // this edge may not serve the client (edges: inside)
  const config::Answer* answer = nullptr;  // of the first fence by name that applies and has one
};

FenceRuling rule_of_fences(const ServiceView& service, const geo::Place& place);

}  // namespace meridian::routing
