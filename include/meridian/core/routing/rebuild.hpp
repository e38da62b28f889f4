// A view made again where the views before it are gone: in replay, from what was written down.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "meridian/core/routing/build_view.hpp"
#include "meridian/core/routing/view.hpp"

namespace meridian::routing {

// What a view has from the ones before it and from inputs that no decision reads.
struct ViewMemory {
  struct Healthy {
    UpstreamId id{};
    std::uint64_t at = 0;  // UpstreamView::healthy_at
  };
  std::uint64_t version = 1;
  std::uint64_t local_sequence = 1;
  std::uint64_t address_digest = 0;  // View::address_digest: stands for the resolved addresses
  std::vector<Healthy> healthy_at;   // sorted by id; absent: 0
};

// Pure. Decides as the view that build_view made of the same inputs, and has its digests; endpoints
// have no addresses.
std::shared_ptr<const View> rebuild_view(const ViewInputs& inputs, const ViewMemory& memory);

}  // namespace meridian::routing
