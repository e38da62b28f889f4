#include "service/cli/replay_report.hpp"

#include <nlohmann/json.hpp>
#include <ostream>

namespace meridian::cli {

namespace {

std::string text_of(const Verdict& verdict) {
  return (verdict.region.empty() ? verdict.outcome : "region " + verdict.region) + " (" +
         verdict.reason + ")";
}

nlohmann::ordered_json json_of(const Verdict& verdict) {
  nlohmann::ordered_json json{{"outcome", verdict.outcome}};
  if (!verdict.region.empty()) json["region"] = verdict.region;
  json["reason"] = verdict.reason;
  return json;
}

}  // namespace

void write_text(const ReplayReport& report, std::ostream& out) {
  out << "replayed   " << report.replayed << '\n'
      << "identical  " << report.identical << '\n'
      << "different  " << report.different << '\n';
  for (const auto& [reason, count] : report.skipped)
    out << "skipped    " << count << ": " << reason << '\n';
  for (const Difference& difference : report.differences) {
    out << "\nline " << difference.line << ", " << difference.time << ", client "
        << difference.client;
    if (!difference.request_id.empty()) out << ", request " << difference.request_id;
    out << "\n  logged    " << text_of(difference.logged) << "\n  replayed  "
        << text_of(difference.replayed) << '\n';
    for (const std::string& stage : difference.stages) out << "    " << stage << '\n';
  }
}

nlohmann::ordered_json to_json(const ReplayReport& report) {
  nlohmann::ordered_json json{{"replayed", report.replayed},
                              {"identical", report.identical},
                              {"different", report.different}};
  json["skipped"] = nlohmann::ordered_json::object();
  for (const auto& [reason, count] : report.skipped) json["skipped"][std::string(reason)] = count;
  json["differences"] = nlohmann::ordered_json::array();
  for (const Difference& difference : report.differences)
    json["differences"].push_back({{"line", difference.line},
                                   {"time", difference.time},
                                   {"request_id", difference.request_id},
                                   {"client", difference.client},
                                   {"logged", json_of(difference.logged)},
                                   {"replayed", json_of(difference.replayed)},
                                   {"stages", difference.stages}});
  return json;
}

}  // namespace meridian::cli
