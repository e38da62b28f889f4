#include "service/cli/inspect_text.hpp"

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "service/cli/field_text.hpp"
#include "service/cli/table.hpp"

namespace meridian::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string listed(const Json& list) {
  std::string line;
  for (const Json& one : list) line += (line.empty() ? "" : ", ") + text(one);
  return line.empty() ? "-" : line;
}

}  // namespace

void write_events(const Json& page, std::ostream& out) {
  std::vector<TableRow> rows{{"NUMBER", "AT", "KIND", "SUBJECT", "BY", "TEXT"}};
  for (const Json& event : at(page, "events"))
    rows.push_back({text(event, "number"), text(event, "at"), text(event, "kind"),
                    text(event, "subject"), text(event, "by"), text(event, "text")});
  if (rows.size() == 1)
    out << "nothing has happened since the edge was started\n";
  else
    write_table(rows, out);
}

void write_settings(const Json& config, std::ostream& out) {
  out << "file " << text(config, "file") << ", taken " << text(config, "taken_at") << "\n\n";
  std::vector<TableRow> rows{{"KEY", "VALUE", ""}};
  for (const Json& one : at(config, "settings"))
    rows.push_back(
        {text(one, "path"), text(one, "value"), at(one, "written") == Json(true) ? "" : "default"});
  write_table(rows, out);
}

void write_config_diff(const Json& diff, std::ostream& out) {
  for (const Json& error : at(diff, "errors")) out << text(error) << '\n';
  std::vector<TableRow> rows{{"KEY", "LIVE", "FILE"}};
  for (const Json& change : at(diff, "changes"))
    rows.push_back({text(change, "path"), text(change, "live"), text(change, "file")});
  if (rows.size() > 1)
    write_table(rows, out);
  else if (at(diff, "errors").empty())
    out << "the file says what is in force\n";
}

void write_verdict(const Json& verdict, std::ostream& out) {
  for (const Json& error : at(verdict, "errors")) out << text(error) << '\n';
  if (at(verdict, "valid") == Json(true)) out << "the config is valid\n";
}

void write_reloaded(const Json& taken, std::ostream& out) {
  out << "done: every worker of this edge decides by the file, digest " << text(taken, "digest")
      << '\n';
}

void write_log_level(const Json& level, std::ostream& out) {
  out << text(level, "level") << " (the file says " << text(level, "file") << ")\n";
}

void write_certificates(const Json& list, std::ostream& out) {
  std::vector<TableRow> rows{{"LISTENER", "FILE", "NAMES", "KEY", "NOT AFTER"}};
  for (const Json& one : at(list, "certificates"))
    rows.push_back({text(one, "listener"), text(one, "file"), listed(at(one, "names")),
                    text(one, "key_type"), text(one, "not_after")});
  write_table(rows, out);
}

}  // namespace meridian::cli
