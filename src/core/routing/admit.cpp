#include "core/routing/candidates.hpp"
#include "meridian/core/routing/decide.hpp"

namespace meridian::routing {

bool admit(const View& view, UpstreamId upstream, const Client& client, std::string_view method) {
  if (index_of(upstream) >= view.by_upstream.size()) return false;
  const UpstreamPlace place = view.by_upstream[index_of(upstream)];
  if (place.service == nullptr) return false;
  const Candidates candidates = find_candidates(*place.service, client, method);
  const bool fenced_off =
      candidates.fence.denied != nullptr || candidates.fence.misplaced != nullptr;
  return !fenced_off && (candidates.live & bit_of(place.candidate)) != 0;
}

}  // namespace meridian::routing
