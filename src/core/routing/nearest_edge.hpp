// Whose measurements stand in for this edge's own.
#pragma once

#include <span>
#include <string_view>

#include "meridian/core/latency/reading.hpp"
#include "meridian/core/routing/view.hpp"

namespace meridian::routing {

// Null: the edge has none.
const latency::EdgeRow* find_row(const latency::EdgeRows& edge, std::string_view service,
                                 std::string_view region);

// The other edge nearest to `own` that has measured every region of the service; the first by name
// among equals. Null: none has, or it is not known where `own` is.
const latency::EdgeRows* nearest_edge(const config::Edge& own,
                                      std::span<const latency::EdgeRows> edges,
                                      const ServiceView& service);

}  // namespace meridian::routing
