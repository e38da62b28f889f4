#include "meridian/core/replay/logged_request.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/replay/json_field.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::replay {

namespace {

using nlohmann::json;

constexpr std::uint64_t kAsnMax = 0xffffffff;

std::string text_of(const json& line, const char* name) {
  return std::string(text_field(line, name).value_or(""));
}

bool flag_of(const json& line, const char* name) {
  const json* field = field_of(line, name);
  return field != nullptr && field->is_boolean() && field->get<bool>();
}

bool read_view_name(const json& line, ViewName& name) {
  const auto run = parse_hex(text_field(line, "run").value_or(""));
  const auto version = number_field(line, "view_version");
  const auto sequence = number_field(line, "local_sequence");
  if (!run || !version || !sequence) return false;
  name = {*run, *version, *sequence};
  return true;
}

bool read_place(const json& line, LoggedPlace& place) {
  place.country = geo::Country::parse(text_of(line, "country")).value_or(geo::Country{});
  place.continent =
      geo::parse_continent(text_of(line, "continent")).value_or(geo::Continent::unknown);
  place.subdivision = text_of(line, "subdivision");
  place.subdivision_known = !place.subdivision.empty() || flag_of(line, "subdivision_known");
  const std::uint64_t asn = number_field(line, "asn").value_or(0);
  if (asn > kAsnMax) return false;
  place.asn = static_cast<std::uint32_t>(asn);
  place.tag = text_of(line, "tag");
  const json* latitude = field_of(line, "latitude");
  const json* longitude = field_of(line, "longitude");
  if (latitude == nullptr && longitude == nullptr) return true;
  if (latitude == nullptr || longitude == nullptr) return false;
  if (!latitude->is_number() || !longitude->is_number()) return false;
  place.coordinates = geo::Coordinates{latitude->get<double>(), longitude->get<double>()};
  return true;
}

bool read_headers(const json& line, LoggedRequest& logged) {
  const json* headers = field_of(line, "headers");
  if (headers == nullptr) return true;
  if (!headers->is_array() || headers->size() > limits::kFieldsMax) return false;
  for (const json& pair : *headers) {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string())
      return false;
    logged.headers.emplace_back(pair[0].get<std::string>(), pair[1].get<std::string>());
  }
  return true;
}

bool read_load(const json& line, LoggedRequest& logged) {
  const json* load = field_of(line, "load");
  if (load == nullptr) return true;
  if (!load->is_array() || load->size() > limits::kUpstreamsPerServiceMax) return false;
  for (const json& number : *load) {
    if (!number.is_number_unsigned() || number.get<std::uint64_t>() > 0xffffffff) return false;
    logged.load.push_back(number.get<std::uint32_t>());
  }
  return true;
}

// What the head's target asks for, as RequestHead::path has it.
std::string path_of(std::string_view target) {
  if (target == "*") return "/";
  if (!target.starts_with('/')) {
    const std::size_t authority = target.find("://");
    if (authority == target.npos) return std::string(target);
    const std::size_t end = target.find_first_of("/?", authority + 3);
    target = end == target.npos ? "" : target.substr(end);
  }
  const std::string_view path = target.substr(0, target.find('?'));
  return path.empty() ? "/" : std::string(path);
}

}  // namespace

std::string_view to_string(Unusable unusable) {
  switch (unusable) {
    case Unusable::malformed: return "no line of the access log, or of an older version";
    case Unusable::undecided: return "answered before a region was asked for";
    case Unusable::path_cut: return "the path was too long to be logged";
    case Unusable::headers_cut: break;
  }
  return "header fields were too long to be logged";
}

boost::system::result<LoggedRequest, Unusable> parse_logged_request(std::string_view text) {
  if (text.size() > limits::kLogLineBytesMax) return Unusable::malformed;
  const json line = json::parse(text, nullptr, false);
  LoggedRequest logged;
  if (!line.is_object() || !read_view_name(line, logged.view)) return Unusable::malformed;
  const auto client = IpAddress::parse(text_of(line, "client"));
  const auto key = parse_hex(text_of(line, "request_key"));
  const auto window = number_field(line, "explore_window");
  if (!client || !key || !read_place(line, logged.place) || !read_headers(line, logged) ||
      !read_load(line, logged) || (!window && line.contains("explore_window")))
    return Unusable::malformed;
  logged.outcome = text_of(line, "outcome");
  if (logged.outcome.empty()) return Unusable::undecided;
  const std::string target = text_of(line, "path");
  if (flag_of(line, "path_cut") && target.find('?') == target.npos) return Unusable::path_cut;
  if (flag_of(line, "headers_cut")) return Unusable::headers_cut;
  logged.client = *client;
  logged.request_key = *key;
  logged.explore_window = window.value_or(0);
  logged.time = text_of(line, "time");
  logged.request_id = text_of(line, "request_id");
  logged.host = text_of(line, "host");
  logged.path = path_of(target);
  logged.method = text_of(line, "method");
  logged.pin = text_of(line, "pin");
  logged.decided = text_of(line, "decided");
  logged.reason = text_of(line, "reason");
  return logged;
}

std::optional<UpstreamId> pin_in(std::string_view region, const routing::ServiceView* service) {
  if (region.empty() || service == nullptr) return std::nullopt;
  for (const routing::UpstreamView& upstream : service->upstreams)
    if (upstream.region == region) return upstream.id;
  return std::nullopt;
}

std::vector<http::Field> LoggedRequest::fields() const {
  std::vector<http::Field> fields;
  for (const auto& [name, value] : headers) fields.push_back({name, value, http::field_id(name)});
  return fields;
}

routing::Request LoggedRequest::request(const std::vector<http::Field>& fields) const {
  return {.host = host,
          .path = path,
          .method = method,
          .fields = fields,
          .request_key = request_key,
          .explore_window = explore_window};
}

geo::Place place_in(const LoggedPlace& logged, const geo::Locator& locator) {
  geo::Place place;
  place.country = logged.country;
  place.continent = logged.continent;
  place.subdivision_known = logged.subdivision_known;
  place.subdivision = locator.subdivisions().find(logged.subdivision);
  place.asn = logged.asn;
  place.tag = locator.tags().find(logged.tag);
  const geo::CountryFacts* facts = geo::facts_of(logged.country);
  place.located = logged.coordinates || facts != nullptr;
  if (logged.coordinates)
    place.coordinates = *logged.coordinates;
  else if (facts != nullptr)
    place.coordinates = facts->centroid;
  return place;
}

std::vector<std::uint32_t> load_in(const LoggedRequest& logged, const routing::ServiceView& service,
                                   const routing::View& view) {
  std::vector<std::uint32_t> load;
  if (logged.load.empty()) return load;
  load.resize(view.by_upstream.size());
  const std::size_t count = std::min(logged.load.size(), service.upstreams.size());
  for (std::size_t i = 0; i < count; ++i) load[index_of(service.upstreams[i].id)] = logged.load[i];
  return load;
}

}  // namespace meridian::replay
