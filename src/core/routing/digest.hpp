// What two edges, or two views of one edge, have in common, as one number. Both walk the view in
// its sorted order, so that the order of a file does not count.
#pragma once

#include <cstdint>

#include "meridian/core/routing/view.hpp"

namespace meridian::routing {

// The config's topology digest and what is in effect for every upstream, spill included.
std::uint64_t shared_digest(const View& view);

// The same without spill, which rests on what each edge measures.
std::uint64_t common_digest(const View& view);

// What each edge has of its own: health, latencies as decisions use them, its place and country.
// With View::address_digest.
std::uint64_t local_digest(const View& view);

std::uint64_t address_digest(const View& view);

}  // namespace meridian::routing
