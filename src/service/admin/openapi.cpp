#include "service/admin/openapi.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "meridian/core/base/limits.hpp"
#include "service/admin/endpoint.hpp"
#include "service/admin/schema.hpp"
#include "service/admin/schemas.hpp"

namespace meridian::admin {

namespace {

constexpr const char* kDescription =
    "Reads and changes a running edge. Changes are overrides: they stand in for what the config "
    "file says until they are removed or end by themselves. What is read has an ETag, and a change "
    "sends it back in If-Match. Errors are RFC 9457 problems that name the rule and the field. "
    "HEAD "
    "is answered wherever GET is.";

std::string lower(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lowered;
}

// "put_v1_services_service_weights"
std::string operation_id(const Endpoint& endpoint) {
  std::string id = lower(endpoint.method);
  bool between = true;
  for (const char c : endpoint.path) {
    const bool letter = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (letter && between) id += '_';
    if (letter) id += c;
    between = !letter;
  }
  return id;
}

std::string_view tag_of(const Endpoint& endpoint) {
  if (!endpoint.path.starts_with("/v1/")) return "machines";
  return endpoint.changes || endpoint.tagged || !endpoint.body.empty() ? "operators" : "edge";
}

std::vector<std::string> names_in(std::string_view path) {
  std::vector<std::string> names;
  for (std::size_t at = path.find('{'); at != path.npos; at = path.find('{', at + 1))
    names.emplace_back(path.substr(at + 1, path.find('}', at) - at - 1));
  return names;
}

Json parameter_json(std::string_view name, std::string_view place, std::string_view description,
                    Json schema) {
  Json json{{"name", name}, {"in", place}, {"schema", std::move(schema)}};
  if (!description.empty()) json["description"] = description;
  if (place == "path" || name == "If-Match") json["required"] = true;
  return json;
}

Json query_json(std::string_view name) {
  if (name == "dry_run")
    return parameter_json(name, "query", "tells what would happen and changes nothing",
                          schema::flag());
  if (name == "scope")
    return parameter_json(name, "query", "local: of this edge alone, while the store is away",
                          schema::word_of({"cluster", "local"}));
  if (name == "limit")
    return parameter_json(name, "query", "how many at most",
                          schema::whole(1, limits::kEventsPerPage));
  return parameter_json(name, "query", "those after the event of this number", schema::count());
}

Json parameters_json(const Endpoint& endpoint) {
  Json list = Json::array();
  for (const std::string& name : names_in(endpoint.path))
    list.push_back(parameter_json(name, "path", "", schema::text()));
  for (const std::string_view name : parameters_of(endpoint)) list.push_back(query_json(name));
  if (!endpoint.changes && !endpoint.conditional) return list;
  list.push_back(parameter_json("If-Match", "header",
                                "the ETag of what was read; `*` to drain or disable in any case",
                                schema::text()));
  return list;
}

Json problem_json(std::string_view description) {
  return {{"description", description},
          {"content", {{"application/problem+json", {{"schema", schema::ref("Problem")}}}}}};
}

Json answer_json(const Endpoint& endpoint) {
  const bool json_body = endpoint.answer != kText && endpoint.answer != kEventStream;
  Json json{{"description", endpoint.summary}};
  if (endpoint.tagged)
    json["headers"]["ETag"] = {{"description", "of the resource as it stands"},
                               {"schema", schema::text()}};
  const std::string media(json_body ? std::string_view("application/json") : endpoint.answer);
  json["content"][media]["schema"] = json_body ? schema::ref(endpoint.answer) : schema::text();
  return json;
}

// Where the answer is the same whether all is well or not.
bool tells_by_status(ResourceKind kind) {
  return kind == ResourceKind::readyz || kind == ResourceKind::health ||
         kind == ResourceKind::health_failover;
}

void add_refusals(const Endpoint& endpoint, Json& json) {
  json["400"] = problem_json("The request is malformed");
  if (endpoint.access != Access::open) {
    json["401"] = problem_json("The token is missing or wrong");
    json["403"] = problem_json("The caller may not do this");
  }
  if (!names_in(endpoint.path).empty()) json["404"] = problem_json("There is nothing of this name");
  json["421"] = problem_json("The host is not a local one");
  if (endpoint.kind == ResourceKind::conflicts)
    json["503"] = problem_json("The store cannot be read");
  if (endpoint.body.empty()) return;
  json["409"] = problem_json("What stands, or is under way, does not allow it");
  json["415"] = problem_json("The body is not application/json");
  json["422"] = problem_json("A field breaks a rule");
  if (!endpoint.changes && !endpoint.conditional) return;
  json["412"] = problem_json("Somebody changed the resource since it was read");
  json["428"] = problem_json("If-Match is missing");
  if (endpoint.changes) json["503"] = problem_json("The store cannot be written");
}

Json answers_of(const Endpoint& endpoint) {
  Json json{{"200", answer_json(endpoint)}};
  if (tells_by_status(endpoint.kind)) json["503"] = answer_json(endpoint);
  if (endpoint.kind == ResourceKind::event_stream)
    json["503"] = problem_json("There are too many streams");
  add_refusals(endpoint, json);
  return json;
}

Json operation_json(const Endpoint& endpoint) {
  Json json{{"operationId", operation_id(endpoint)},
            {"tags", Json::array({tag_of(endpoint)})},
            {"summary", endpoint.summary},
            {"description", std::string(endpoint.summary) +
                                ". For: " + std::string(to_string(endpoint.access)) + "."}};
  json["security"] = Json::array();
  if (endpoint.access != Access::open) json["security"].push_back({{"token", Json::array()}});
  Json parameters = parameters_json(endpoint);
  if (!parameters.empty()) json["parameters"] = std::move(parameters);
  if (!endpoint.body.empty())
    json["requestBody"] = {
        {"required", true},
        {"content", {{"application/json", {{"schema", schema::ref(endpoint.body)}}}}}};
  json["responses"] = answers_of(endpoint);
  return json;
}

}  // namespace

Json openapi_document() {
  Json document{
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Meridian admin API"},
        {"version", "1"},
        {"description", kDescription},
        {"contact", {{"name", "Meridian"}}},
        {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"servers", Json::array({{{"url", "/"}}})},
      {"tags",
       Json::array({{{"name", "edge"}, {"description", "What the edge is doing"}},
                    {{"name", "operators"}, {"description", "What operators read and change"}},
                    {{"name", "machines"}, {"description", "Probes, metrics and this document"}}})},
      {"paths", Json::object()},
      {"components",
       {{"securitySchemes",
         {{"token",
           {{"type", "http"},
            {"scheme", "bearer"},
            {"description", "One of `admin.tokens`; without any, loopback needs none"}}}}},
        {"schemas", schemas()}}}};
  for (const Endpoint& endpoint : endpoints())
    document["paths"][std::string(endpoint.path)][lower(endpoint.method)] =
        operation_json(endpoint);
  return document;
}

}  // namespace meridian::admin
