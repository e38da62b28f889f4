#include "service/cli/operate_text.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "service/cli/field_text.hpp"
#include "service/cli/table.hpp"

namespace meridian::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string plain(const Json& value) {
  return text(value);
}

std::string percent(const Json& share) {
  if (!share.is_number()) return "-";
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.1f %%", share.get<double>() * 100);
  return digits;
}

// "by alice: reason, until .."; "-" where there is none.
std::string note(const Json& entry) {
  if (!entry.is_object()) return "";
  std::string line = "by " + text(at(entry, "by")) + ": " + text(at(entry, "reason"));
  if (at(entry, "expires").is_string()) line += ", until " + text(at(entry, "expires"));
  return line;
}

std::string joined(std::initializer_list<std::string> notes) {
  std::string line;
  for (const std::string& one : notes)
    if (!one.empty()) line += (line.empty() ? "" : "; ") + one;
  return line.empty() ? "-" : line;
}

// "100", or "100 -> 20".
template <class Show>
std::string moved(const Json& change, Show show) {
  const std::string before = show(at(change, "before"));
  const std::string after = show(at(change, "after"));
  return before == after ? after : before + " -> " + after;
}

}  // namespace

void write_status(const Json& status, std::ostream& out) {
  out << "edge " << text(at(status, "edge")) << ", version " << text(at(status, "version"))
      << ", view " << text(at(at(status, "view"), "version")) << ", connections "
      << text(at(status, "connections")) << '\n';
  const Json& store = at(status, "store");
  if (at(store, "backend") == Json("redis")) {
    out << "store " << (at(store, "up") == Json(true) ? "up: " : "AWAY: ");
    out << text(at(store, at(store, "up") == Json(true) ? "server" : "last_error")) << '\n';
  }
  out << '\n';
  std::vector<TableRow> rows{{"SERVICE", "REGION", "STATE", "WEIGHT", "HEALTH", "IN FLIGHT"}};
  for (const Json& service : at(status, "services"))
    for (const Json& upstream : at(service, "upstreams"))
      rows.push_back({text(at(service, "id")), text(at(upstream, "region")),
                      text(at(upstream, "state")), text(at(upstream, "weight")),
                      text(at(upstream, "health")), text(at(upstream, "in_flight"))});
  write_table(rows, out);
}

void write_service(const Json& service, std::ostream& out) {
  std::vector<TableRow> rows{{"REGION", "WEIGHT", "FILE", "SHARE", "STATE", "HEALTH", "OVERRIDES"}};
  for (const Json& upstream : at(service, "upstreams")) {
    const Json& weight = at(upstream, "weight");
    const Json& state = at(upstream, "state");
    rows.push_back({text(at(upstream, "region")), text(at(weight, "effective")),
                    text(at(weight, "file")), percent(at(upstream, "weight_share")),
                    text(at(state, "effective")), text(at(upstream, "health")),
                    joined({note(at(weight, "override")), note(at(state, "override")),
                            note(at(state, "region_override"))})});
  }
  write_table(rows, out);
  const Json& primary = at(service, "primary");
  if (at(primary, "effective").is_string())
    out << "primary " << text(at(primary, "effective")) << ' ' << note(at(primary, "override"))
        << '\n';
}

void write_overrides(const Json& overrides, std::ostream& out) {
  std::vector<TableRow> rows{{"ID", "VALUE", "BY", "SINCE", "UNTIL", "REASON"}};
  for (const Json& entry : at(overrides, "overrides")) {
    const bool idle = at(entry, "idle") == Json(true);
    rows.push_back({text(at(entry, "id")), text(at(entry, "value")), text(at(entry, "by")),
                    text(at(entry, "at")), text(at(entry, "expires")),
                    text(at(entry, "reason")) + (idle ? " (idle: not in the config)" : "")});
  }
  for (const Json& entry : at(overrides, "local"))
    rows.push_back({text(at(entry, "id")), text(at(entry, "value")), text(at(entry, "by")),
                    text(at(entry, "at")), text(at(entry, "expires")),
                    text(at(entry, "reason")) + " (on this edge alone)"});
  if (rows.size() == 1)
    out << "no overrides: everything is as the config file says\n";
  else
    write_table(rows, out);
}

void write_conflicts(const Json& conflicts, std::ostream& out) {
  std::vector<TableRow> rows{{"ID", "EDGE", "SINCE", "OVERRIDES"}};
  for (const Json& conflict : at(conflicts, "conflicts")) {
    std::string entries;
    for (const Json& entry : at(conflict, "overrides"))
      entries +=
          (entries.empty() ? "" : ", ") + text(at(entry, "id")) + "=" + text(at(entry, "value"));
    rows.push_back({text(at(conflict, "id")), text(at(conflict, "edge")), text(at(conflict, "at")),
                    entries.empty() ? "none" : entries});
  }
  if (rows.size() == 1)
    out << "no conflicts: nothing that operators set was lost\n";
  else
    write_table(rows, out);
}

void write_change(const Json& change, std::ostream& out) {
  const bool dry = at(change, "dry_run") == Json(true);
  const Json& services = at(change, "services");
  if (services.empty())
    out << (dry ? "nothing would change\n" : "nothing changes for any service\n");
  std::vector<TableRow> rows{{"SERVICE", "REGION", "WEIGHT", "STATE", "SHARE"}};
  for (const Json& service : services)
    for (const Json& upstream : at(service, "upstreams"))
      rows.push_back({text(at(service, "id")), text(at(upstream, "region")),
                      moved(at(upstream, "weight"), plain), moved(at(upstream, "state"), plain),
                      moved(at(upstream, "weight_share"), percent)});
  if (rows.size() > 1) write_table(rows, out);
  for (const Json& service : services)
    if (service.contains("primary"))
      out << "primary of " << text(at(service, "id")) << ": "
          << moved(at(service, "primary"), plain) << '\n';
  for (const Json& breach : at(change, "violations"))
    out << "safety rule " << text(at(breach, "rule"))
        << " would refuse this: " << text(at(breach, "detail")) << '\n';
  out << (dry ? "dry run: nothing was changed\n"
              : "done: every worker of this edge decides by it\n");
  if (!dry && at(change, "scope") == Json("local"))
    out << "on this edge alone: no other edge does it\n";
}

}  // namespace meridian::cli
