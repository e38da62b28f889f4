// What the admin API tells of an edge, as operators read it. A field that is missing or of another
// type is shown as "-".
#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>

namespace meridian::cli {

void write_events(const nlohmann::ordered_json& page, std::ostream& out);

}  // namespace meridian::cli
