// What the access log says of a request's first decision, so that it can be made again: kept from
// then on, as a retry decides on a newer view and clears what was known.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "meridian/core/http/head.hpp"
#include "meridian/core/routing/decide.hpp"
#include "meridian/io/observability/access_log.hpp"
#include "service/proxy/worker_core.hpp"

namespace meridian::proxy {

class FirstDecision {
 public:
  void forget() { pinned_ = nullptr; }
  // `pinned`: the view it was made on; stays pinned until let_go.
  void take(PinnedSnapshot* pinned, const routing::Decision& decision, const geo::Place& place,
            std::span<const std::uint32_t> in_flight);
  bool taken() const { return pinned_ != nullptr; }
  // Whether this one must not be unpinned yet.
  bool keeps(const PinnedSnapshot* pinned) const { return pinned_ == pinned; }
  // What the caller now has to unpin beside `current`; null: nothing.
  PinnedSnapshot* let_go(const PinnedSnapshot* current);

  // Only where taken().
  const Snapshot& snapshot() const { return *pinned_->snapshot; }
  const geo::Place& place() const { return place_; }
  // `scratch`: the worker's, which has seen other requests since; used where routes ask for header
  // fields. The views in `record` live as long as this and `room`, which holds those fields.
  void describe(observability::AccessRecord& record, std::string_view raw_head,
                http::RequestHead& scratch, std::span<char> room) const;

 private:
  PinnedSnapshot* pinned_ = nullptr;
  routing::Outcome outcome_{};
  std::string_view region_;
  geo::Place place_;
  std::array<std::uint32_t, limits::kUpstreamsPerServiceMax> load_;
  std::uint8_t load_count_ = 0;
};

// Sets record.fields from `fields`; what does not fit into `room` is left out and flagged.
void describe_fields(std::span<const http::Field> fields, const std::vector<LoggedField>& wanted,
                     std::span<char> room, observability::AccessRecord& record);

}  // namespace meridian::proxy
