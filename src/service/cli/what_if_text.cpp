#include "service/cli/what_if_text.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "service/cli/field_text.hpp"
#include "service/cli/table.hpp"

namespace meridian::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string in_percent(const Json& share) {
  if (!share.is_number()) return "-";
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.2f", share.get<double>() * 100);
  return digits;
}

// Everything that is said of a candidate beside its weight.
std::string notes_of(const Json& candidate) {
  std::string notes;
  for (const char* name : {"weight_note", "state_note", "primary_note"})
    if (candidate.contains(name)) notes += (notes.empty() ? "" : "; ") + text(candidate, name);
  return notes;
}

void write_service_change(const Json& service, std::ostream& out) {
  out << "\nservice " << text(service, "service") << ": " << text(service, "requests")
      << " requests of " << text(service, "clients") << " clients\n";
  std::vector<TableRow> rows{{"REGION", "BEFORE %", "AFTER %"}};
  for (const Json& region : at(service, "regions"))
    rows.push_back({text(region, "region"), in_percent(at(region, "before")),
                    in_percent(at(region, "after"))});
  write_table(rows, out);
  out << "clients moved    " << text(service, "clients_moved") << ", "
      << in_percent(at(service, "moved")) << " %\n"
      << "clients refused  " << text(at(service, "before"), "clients_refused") << " before, "
      << text(at(service, "after"), "clients_refused") << " after, "
      << text(service, "clients_newly_refused") << " newly\n"
      << "fences broken    " << text(at(service, "before"), "fence_violations") << " before, "
      << text(at(service, "after"), "fence_violations") << " after\n";
}

}  // namespace

void write_explanation(const Json& story, std::ostream& out) {
  const bool served = story.contains("region");
  out << "result   " << (served ? "region " + text(story, "region") : text(story, "outcome"))
      << (served ? "" : " " + text(story, "status")) << " (" << text(story, "reason") << ")\n"
      << "place    " << text(at(story, "place"), "country") << " ("
      << text(at(story, "place"), "source") << ")\n"
      << "route    " << text(story, "route") << " -> service " << text(story, "service") << '\n'
      << "view     version " << text(story, "version") << ", digest " << text(story, "digest")
      << "\n\n";
  std::vector<TableRow> rows{{"REGION", "STAYED", "REASON", "WEIGHT", "NOTES"}};
  for (const Json& candidate : at(story, "candidates"))
    rows.push_back({text(candidate, "region"), at(candidate, "stayed") == Json(true) ? "yes" : "no",
                    text(candidate, "reason"), text(candidate, "weight"), notes_of(candidate)});
  if (rows.size() > 1) write_table(rows, out);
  out << "\nstages\n";
  for (const Json& stage : at(story, "stages")) out << "  " << text(stage) << '\n';
}

void write_simulation(const Json& report, std::ostream& out) {
  out << "sample   " << text(report, "sample") << '\n';
  for (const Json& service : at(report, "services")) write_service_change(service, out);
}

}  // namespace meridian::cli
