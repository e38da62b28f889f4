// What the admin API tells of an edge, as operators read it. A field that is missing or of another
// type is shown as "-".
#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>

namespace meridian::cli {

void write_events(const nlohmann::ordered_json& page, std::ostream& out);
void write_settings(const nlohmann::ordered_json& config, std::ostream& out);
void write_config_diff(const nlohmann::ordered_json& diff, std::ostream& out);
void write_verdict(const nlohmann::ordered_json& verdict, std::ostream& out);
void write_reloaded(const nlohmann::ordered_json& taken, std::ostream& out);
void write_log_level(const nlohmann::ordered_json& level, std::ostream& out);
void write_certificates(const nlohmann::ordered_json& list, std::ostream& out);

}  // namespace meridian::cli
