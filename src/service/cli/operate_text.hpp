// The admin API's answers as operators read them.
#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>

namespace meridian::cli {

// A field that is missing or of another type is shown as "-".
void write_status(const nlohmann::ordered_json& status, std::ostream& out);
void write_service(const nlohmann::ordered_json& service, std::ostream& out);
void write_overrides(const nlohmann::ordered_json& overrides, std::ostream& out);
void write_conflicts(const nlohmann::ordered_json& conflicts, std::ostream& out);
// What a change did, or would do.
void write_change(const nlohmann::ordered_json& change, std::ostream& out);

}  // namespace meridian::cli
