// What would become of a request: decided by the serving code on a view, and told.
#pragma once

#include <functional>
#include <memory>

#include "meridian/core/base/result.hpp"
#include "meridian/core/routing/build_view.hpp"
#include "meridian/io/mmdb/geo_database.hpp"
#include "meridian/service/what_if/story.hpp"

namespace meridian::what_if {

geo::Place place_of(const IpAddress& address, const mmdb::GeoDatabase* database,
                    const routing::View& view);

// What a decision looks at beside the request.
struct Circumstances {
  const routing::View& view;
  geo::Place place;  // of the client
  Instant now{};
};

// Calls `tell` with the decision for `question`, whose `down` is not looked at. Fails for a region
// that no service has.
Result<routing::Outcome> explain(const Question& question, const Circumstances& circumstances,
                                 const std::function<void(const Story&)>& tell);

// The upstreams that these names (REGION or SERVICE/REGION) stand for are out. Fails for one that
// the config does not have.
Result<void> put_out(routing::ViewInputs& inputs, const std::vector<std::string>& names);

// What a running edge decides on, and what that was made of.
struct LiveWorld {
  std::shared_ptr<const routing::View> view;
  routing::ViewInputs inputs;
  std::shared_ptr<const mmdb::GeoDatabase> geo;  // null: every place is unknown
  Instant now{};
};

// The story as JSON. Builds a view of its own where the question says what is down.
Result<std::string> explain_live(const LiveWorld& world, const Question& question);

}  // namespace meridian::what_if
