#include "meridian/service/cli/ctl.hpp"

#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>
#include <vector>

#include "meridian/service/cli/exit_codes.hpp"
#include "service/cli/admin_client.hpp"
#include "service/cli/table.hpp"

namespace meridian::cli {

namespace {

using Document = nlohmann::json;
using Row = TableRow;

std::string number(const Document& value, int digits) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(digits) << value.get<double>();
  return text.str();
}

Row reading_row(const Document& service, const Document& region, const char* source) {
  const Document& reading = region[source];
  Row row{service["id"], region["region"], source};
  if (reading.is_null()) {
    row.insert(row.end(), {"-", "-", "0", "not measured"});
    return row;
  }
  const std::string age = number(reading["age_seconds"], 1) + " s";
  row.insert(row.end(), {number(reading["steady_ms"], 2), number(reading["measured_ms"], 2),
                         std::to_string(reading["samples"].get<std::uint64_t>()),
                         reading["stale"].get<bool>() ? age + ", stale" : age});
  return row;
}

std::vector<Row> latency_rows(const std::vector<Document>& services) {
  std::vector<Row> rows{
      {"SERVICE", "REGION", "SOURCE", "STEADY ms", "MEASURED ms", "SAMPLES", "AGE"}};
  for (const Document& service : services)
    for (const Document& region : service["regions"]) {
      rows.push_back(reading_row(service, region, "own"));
      if (!region["nearest_edge"].is_null())
        rows.push_back(reading_row(service, region, "nearest_edge"));
    }
  return rows;
}

std::vector<Row> first_byte_rows(const std::vector<Document>& services) {
  std::vector<Row> rows{
      {"SERVICE", "REGION", "FIRST BYTE p50 ms", "FIRST BYTE p95 ms", "SAMPLES", "AGE"}};
  for (const Document& service : services)
    for (const Document& region : service["regions"]) {
      const Document& row = region["first_byte"];
      if (row.is_null()) continue;
      rows.push_back({service["id"], region["region"], number(row["p50_ms"], 2),
                      number(row["p95_ms"], 2), std::to_string(row["samples"].get<std::uint64_t>()),
                      number(row["age_seconds"], 1) + " s"});
    }
  return rows;
}

std::vector<Row> place_rows(const std::vector<Document>& services) {
  std::vector<Row> rows{
      {"SERVICE", "COUNTRY", "HOME REGION", "EDGE", "CLIENT ms", "WHOLE ms", "SAMPLES"}};
  for (const Document& service : services)
    for (const Document& place : service["places"])
      rows.push_back({service["id"], place["country"], place["home"], place["edge"],
                      number(place["client_ms"], 2), number(place["regions"][0]["ms"], 2),
                      std::to_string(place["samples"].get<std::uint64_t>())});
  return rows;
}

std::string joined(const Document& names) {
  std::string text;
  for (const Document& name : names) text += (text.empty() ? "" : ", ") + name.get<std::string>();
  return "[" + text + "]";
}

void write_geo_step(const Document& service, std::ostream& out) {
  out << "# services." << service["id"].get<std::string>()
      << ", by the latencies measured now: under `steps`, in front of `weighted`\n"
      << "- geo:\n    rules:\n";
  for (const Document& rule : service["suggested_geo"])
    out << "      - {countries: " << joined(rule["countries"])
        << ", regions: " << joined(rule["regions"]) << "}\n";
}

// The services asked for; empty: an error was told, and `code` is what to return.
std::vector<Document> ask(const CtlOptions& options, std::ostream& out, std::ostream& err,
                          int& code) {
  const auto token = read_token(options.token_file);
  if (token.has_error()) {
    err << "error: " << token.error().context << '\n';
    code = kUsage;
    return {};
  }
  const auto answer = get(options.admin, "/v1/latency", *token);
  if (answer.has_error()) {
    err << "error: " << answer.error().context << '\n';
    code = answer.error().code == ErrorCode::invalid ? kUsage : kUnreachable;
    return {};
  }
  const Document document = Document::parse(*answer, nullptr, false);
  if (document.is_discarded()) {
    err << "error: " << options.admin << " did not answer with JSON; is it an edge?\n";
    code = kUnreachable;
    return {};
  }
  std::vector<Document> services;
  for (const Document& service : document["services"])
    if (options.service.empty() || service["id"] == options.service) services.push_back(service);
  code = services.empty() ? kNegative : 0;
  if (services.empty()) err << "error: the edge has no service '" << options.service << "'\n";
  if (options.json) out << *answer;
  return services;
}

}  // namespace

int ctl_latency(const CtlOptions& options, std::ostream& out, std::ostream& err) {
  int code = 0;
  const std::vector<Document> services = ask(options, out, err, code);
  if (code != 0 || options.json) return code;
  write_table(latency_rows(services), out);
  for (const std::vector<Row>& more : {first_byte_rows(services), place_rows(services)}) {
    if (more.size() == 1) continue;
    out << '\n';
    write_table(more, out);
  }
  return 0;
}

int ctl_geo_suggest(const CtlOptions& options, std::ostream& out, std::ostream& err) {
  int code = 0;
  const std::vector<Document> services = ask(options, out, err, code);
  if (code != 0 || options.json) return code;
  bool suggested = false;
  for (const Document& service : services) {
    if (service["suggested_geo"].empty()) continue;
    write_geo_step(service, out);
    suggested = true;
  }
  if (suggested) return 0;
  err << "error: no country has 10 connections that were measured, or no region is measured yet\n";
  return kNegative;
}

}  // namespace meridian::cli
