#include "core/routing/subject.hpp"

#include <algorithm>

namespace meridian::routing {

CandidateSet candidates_of(std::span<const std::string> regions,
                           std::span<const UpstreamView> upstreams) {
  CandidateSet set = 0;
  for (std::size_t i = 0; i < upstreams.size(); ++i)
    if (std::find(regions.begin(), regions.end(), upstreams[i].region) != regions.end())
      set |= bit_of(i);
  return set;
}

}  // namespace meridian::routing
