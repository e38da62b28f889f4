#include "service/admin/latency_json.hpp"

#include <chrono>
#include <cmath>
#include <optional>

#include "service/admin/json.hpp"

namespace meridian::admin {
namespace {

double in_ms(microseconds duration) {
  return static_cast<double>(duration.count()) / 1000.0;
}

double rounded_seconds(std::chrono::duration<double> length) {
  return std::round(length.count() * 10) / 10;
}

Json reading_json(const std::optional<latency::Reading>& reading, Instant now) {
  if (!reading) return nullptr;
  return {{"steady_ms", in_ms(reading->steady)},
          {"measured_ms", in_ms(reading->measured)},
          {"samples", reading->samples},
          {"age_seconds", rounded_seconds(now - reading->at)},
          {"stale", now - reading->at > latency::kFreshFor}};
}

// Of live requests: what the application takes is in it.
Json first_byte_json(const std::optional<latency::FirstByte>& row, Instant now) {
  if (!row) return nullptr;
  return {{"p50_ms", in_ms(row->p50)},
          {"p95_ms", in_ms(row->p95)},
          {"samples", row->samples},
          {"age_seconds", rounded_seconds(now - row->at)}};
}

Json region_json(const RegionLatency& region, Instant now) {
  Json json{{"region", region.region},
            {"own", reading_json(region.latency.own, now)},
            {"first_byte", first_byte_json(region.first_byte, now)}};
  json["nearest_edge"] = reading_json(region.latency.nearest_edge, now);
  if (region.latency.nearest_edge) json["nearest_edge"]["edge"] = region.latency.edge;
  return json;
}

Json place_json(const latency::PlaceRow& place) {
  Json regions = Json::array();
  for (const auto& [region, whole] : place.regions)
    regions.push_back({{"region", region}, {"ms", in_ms(whole)}});
  return {{"country", place.country.code()},     {"edge", place.edge},
          {"client_ms", in_ms(place.client)},    {"samples", place.samples},
          {"home", place.regions.front().first}, {"regions", std::move(regions)}};
}

Json suggestion_json(const latency::GeoSuggestion& suggestion) {
  Json countries = Json::array();
  for (const geo::Country country : suggestion.countries) countries.push_back(country.code());
  return {{"countries", std::move(countries)}, {"regions", suggestion.regions}};
}

Json service_json(const ServiceLatency& service, const LatencyStatus& status) {
  Json json{{"id", service.id},
            {"regions", Json::array()},
            {"places", Json::array()},
            {"suggested_geo", Json::array()}};
  for (const RegionLatency& region : service.regions)
    json["regions"].push_back(region_json(region, status.now));
  const auto table = latency::place_table(status.edges, service.id);
  for (const latency::PlaceRow& place : table) json["places"].push_back(place_json(place));
  for (const latency::GeoSuggestion& suggestion : latency::suggest_geo(table))
    json["suggested_geo"].push_back(suggestion_json(suggestion));
  return json;
}

}  // namespace

std::string latency_json(const LatencyStatus& status) {
  Json services = Json::array();
  for (const ServiceLatency& service : status.services)
    services.push_back(service_json(service, status));
  return text_of({{"edge", status.edge}, {"services", std::move(services)}});
}

}  // namespace meridian::admin
