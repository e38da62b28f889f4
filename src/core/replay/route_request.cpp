#include "meridian/core/replay/simulation.hpp"

#include <set>

namespace meridian::replay {

namespace {

// A host that the pattern holds.
std::string host_of(std::string_view pattern) {
  if (pattern == "*") return "any.invalid";
  return pattern.starts_with("*.") ? "any" + std::string(pattern.substr(1)) : std::string(pattern);
}

Sample request_of(const config::Route& route, std::string_view pattern) {
  Sample sample;
  sample.host = host_of(pattern);
  sample.path = route.path_prefix;
  if (!route.methods.empty()) sample.method = route.methods.front();
  for (const config::HeaderMatch& match : route.headers)
    sample.headers.emplace_back(match.name, match.value);
  return sample;
}

// Another route may be more specific.
bool leads_to(const Sample& sample, const routing::View& view, std::string_view service) {
  std::vector<http::Field> fields;
  for (const auto& [name, value] : sample.headers)
    fields.push_back({name, value, http::field_id(name)});
  const routing::Request request{
      .host = sample.host, .path = sample.path, .method = sample.method, .fields = fields};
  const auto decision = routing::decide({}, request, view, {}, {});
  return decision.service != nullptr && decision.service->id == service;
}

}  // namespace

std::vector<Sample> requests_for_services(const routing::View& view) {
  std::vector<Sample> requests;
  std::set<std::string_view> found;
  for (const config::Route& route : view.topology->config()->routes)
    for (const std::string& pattern : route.hosts) {
      if (route.service.empty() || found.contains(route.service)) continue;
      Sample sample = request_of(route, pattern);
      if (!leads_to(sample, view, route.service)) continue;
      found.insert(route.service);
      requests.push_back(std::move(sample));
    }
  return requests;
}

}  // namespace meridian::replay
