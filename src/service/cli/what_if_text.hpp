// What the admin API says would happen, as operators read it. A field that is missing or of another
// type is shown as "-".
#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>

namespace meridian::cli {

void write_explanation(const nlohmann::ordered_json& story, std::ostream& out);
void write_simulation(const nlohmann::ordered_json& report, std::ostream& out);

}  // namespace meridian::cli
