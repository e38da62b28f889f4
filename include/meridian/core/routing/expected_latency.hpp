// What the network between the edge and a region is expected to take, as the step `latency`
// compares it; also of services that do not have that step.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "meridian/core/latency/reading.hpp"
#include "meridian/core/routing/decide.hpp"

namespace meridian::routing {

class LatencyBook {
 public:
  explicit LatencyBook(const View& view);  // outlives this
  ~LatencyBook();
  LatencyBook(LatencyBook&&) noexcept;

  struct Expected {
    microseconds value{};
    latency::Source source = latency::Source::great_circle;
  };
  // By the best source that knows every region of the service, and nothing where none does.
  // `service`: of the view.
  std::optional<Expected> find(const ServiceView& service, const Client& client,
                               std::size_t candidate) const;

 private:
  struct Steps;
  std::unique_ptr<const Steps> steps_;
};

}  // namespace meridian::routing
