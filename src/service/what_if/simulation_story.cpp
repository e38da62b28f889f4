#include "meridian/service/what_if/simulation_story.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <ostream>

namespace meridian::what_if {

namespace {

using nlohmann::ordered_json;
using replay::RegionShare;
using replay::ServiceChange;

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

double percent(std::uint64_t part, std::uint64_t whole) {
  return 100 * share(part, whole);
}

template <class... Values>
std::string print(const char* format, Values... values) {
  char text[256];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

// Requests per second of the whole service at which a region reaches its capacity.
std::optional<double> full_at(const RegionShare& region, const ServiceChange& service) {
  if (!region.capacity || region.requests_after == 0) return std::nullopt;
  return *region.capacity / share(region.requests_after, service.requests);
}

std::optional<double> rate_of(const RegionShare& region, const SimulationStory& story) {
  if (!story.sample.seconds) return std::nullopt;
  return static_cast<double>(region.requests_after) / *story.sample.seconds;
}

void write_region(const RegionShare& region, const ServiceChange& service,
                  const SimulationStory& story, std::ostream& out) {
  const double before = percent(region.requests_before, service.requests);
  const double after = percent(region.requests_after, service.requests);
  out << print("  %-20s %8.2f %8.2f %+8.2f", region.region.c_str(), before, after, after - before);
  const auto rate = rate_of(region, story);
  if (rate) out << print("   %.1f requests/s", *rate);
  if (region.capacity) out << print("   capacity %u/s", *region.capacity);
  if (const auto full = full_at(region, service))
    out << print(", reached when the service gets %.0f/s", *full);
  if (rate && region.capacity && *rate > *region.capacity) out << ", EXCEEDED";
  out << '\n';
}

std::string names_of(const std::vector<latency::Source>& sources) {
  std::string names;
  for (const latency::Source source : sources)
    names += (names.empty() ? "" : ", ") + std::string(latency::to_string(source));
  return names;
}

void write_latency(const replay::LatencyChange& change, std::ostream& out) {
  out << print("  latency          p50 %.1f -> %.1f ms, p95 %.1f -> %.1f ms, by %s\n",
               change.before.p50, change.after.p50, change.before.p95, change.after.p95,
               names_of(change.sources).c_str());
  if (change.moved)
    out << print("    of what moves  p50 %+.1f ms, p95 %+.1f ms\n", change.moved->p50,
                 change.moved->p95);
}

void write_service(const ServiceChange& service, const SimulationStory& story, std::ostream& out) {
  out << "\nservice " << service.service << ": " << service.requests << " requests of "
      << service.clients << " clients\n"
      << print("  %-20s %8s %8s %8s\n", "region", "before %", "after %", "change");
  for (const RegionShare& region : service.regions) write_region(region, service, story, out);
  out << print("  clients moved    %llu, %.2f %%; a draw by weight moves at most %.2f %%\n",
               static_cast<unsigned long long>(service.clients_moved),
               percent(service.clients_moved, service.clients), 100 * service.moved_bound)
      << "  clients refused  " << service.before.refused_clients << " before, "
      << service.after.refused_clients << " after, " << service.clients_refused << " newly\n"
      << "  fences broken    " << service.before.fence_violations << " before, "
      << service.after.fence_violations << " after\n";
  const auto &before = service.before.distances, &after = service.after.distances;
  if (before && after)
    out << print("  distance         p50 %.0f -> %.0f km, p95 %.0f -> %.0f km\n", before->p50,
                 after->p50, before->p95, after->p95);
  if (service.latency) write_latency(*service.latency, out);
}

ordered_json json_of(const replay::Quantiles& quantiles) {
  return {{"p50", quantiles.p50}, {"p95", quantiles.p95}};
}

ordered_json json_of(const replay::LatencyChange& change) {
  ordered_json json{{"before", json_of(change.before)}, {"after", json_of(change.after)}};
  if (change.moved) json["moved"] = json_of(*change.moved);
  json["sources"] = ordered_json::array();
  for (const latency::Source source : change.sources)
    json["sources"].push_back(latency::to_string(source));
  return json;
}

ordered_json json_of(const replay::ServiceSide& side) {
  ordered_json json{{"clients_refused", side.refused_clients},
                    {"fence_violations", side.fence_violations}};
  if (side.distances) json["distance_km"] = json_of(*side.distances);
  return json;
}

ordered_json json_of(const RegionShare& region, const ServiceChange& service,
                     const SimulationStory& story) {
  ordered_json json{{"region", region.region},
                    {"before", share(region.requests_before, service.requests)},
                    {"after", share(region.requests_after, service.requests)}};
  if (const auto rate = rate_of(region, story)) json["requests_per_second"] = *rate;
  if (region.capacity) json["capacity"] = *region.capacity;
  if (const auto full = full_at(region, service)) json["capacity_reached_at"] = *full;
  return json;
}

ordered_json json_of(const ServiceChange& service, const SimulationStory& story) {
  ordered_json json{{"service", service.service},
                    {"requests", service.requests},
                    {"clients", service.clients},
                    {"regions", ordered_json::array()},
                    {"clients_moved", service.clients_moved},
                    {"moved", share(service.clients_moved, service.clients)},
                    {"moved_bound", service.moved_bound},
                    {"clients_newly_refused", service.clients_refused},
                    {"before", json_of(service.before)},
                    {"after", json_of(service.after)}};
  if (service.latency) json["latency_ms"] = json_of(*service.latency);
  for (const RegionShare& region : service.regions)
    json["regions"].push_back(json_of(region, service, story));
  return json;
}

}  // namespace

void write_text(const SimulationStory& story, std::ostream& out) {
  out << "sample   " << story.sample.text << '\n';
  if (story.sample.seconds) out << print("time     %.1f s\n", *story.sample.seconds);
  for (const auto& [reason, count] : story.sample.skipped)
    out << "skipped  " << count << ": " << reason << '\n';
  if (story.report.without_service != 0)
    out << "no service was asked for by " << story.report.without_service << " requests\n";
  for (const ServiceChange& service : story.report.services) write_service(service, story, out);
}

ordered_json to_json(const SimulationStory& story) {
  ordered_json json{{"sample", story.sample.text}, {"requests", story.report.requests}};
  if (story.sample.seconds) json["seconds"] = *story.sample.seconds;
  json["skipped"] = ordered_json::object();
  for (const auto& [reason, count] : story.sample.skipped)
    json["skipped"][std::string(reason)] = count;
  json["without_service"] = story.report.without_service;
  json["services"] = ordered_json::array();
  for (const ServiceChange& service : story.report.services)
    json["services"].push_back(json_of(service, story));
  return json;
}

}  // namespace meridian::what_if
