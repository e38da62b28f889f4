#include "meridian/service/what_if/question.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace meridian::what_if {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 8> kFields{"ip",      "host", "path", "method",
                                                  "headers", "down", "pin",  "tried"};

Error wrong(std::string context) {
  return {ErrorCode::invalid, ErrorSource::client, false, std::move(context)};
}

std::string without_port(std::string_view authority) {
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.rfind(':');
  const bool has_port = colon != authority.npos && (bracket == authority.npos || colon > bracket) &&
                        authority.find(':') >= (bracket == authority.npos ? colon : 0);
  return std::string(has_port ? authority.substr(0, colon) : authority);
}

Result<void> read_text(const json& object, const char* name, std::string& text) {
  const auto at = object.find(name);
  if (at == object.end()) return {};
  if (!at->is_string()) return wrong("`" + std::string(name) + "` is no text");
  text = at->get<std::string>();
  return {};
}

Result<void> read_names(const json& object, const char* name, std::vector<std::string>& names) {
  const auto at = object.find(name);
  if (at == object.end()) return {};
  const bool list =
      at->is_array() && at->size() <= kNamesMax &&
      std::all_of(at->begin(), at->end(), [](const json& one) { return one.is_string(); });
  if (!list)
    return wrong("`" + std::string(name) + "` is no list of at most " + std::to_string(kNamesMax) +
                 " names");
  names = at->get<std::vector<std::string>>();
  return {};
}

Result<void> read_headers(const json& object, Question& question) {
  const auto at = object.find("headers");
  if (at == object.end()) return {};
  if (!at->is_object() || at->size() > kNamesMax)
    return wrong("`headers` is no object of names and values");
  for (const auto& [name, value] : at->items()) {
    if (!value.is_string()) return wrong("the value of header `" + name + "` is no text");
    question.headers.emplace_back(name, value.get<std::string>());
  }
  return {};
}

Result<void> check_fields(const json& object) {
  for (const auto& [name, value] : object.items())
    if (std::find(kFields.begin(), kFields.end(), name) == kFields.end())
      return wrong("there is no field `" + name +
                   "`; known are ip, host, path, method, headers, down, pin and tried");
  return {};
}

}  // namespace

std::vector<http::Field> Question::fields() const {
  std::vector<http::Field> fields;
  for (const auto& [name, value] : headers) fields.push_back({name, value, http::field_id(name)});
  return fields;
}

Result<Question> complete(Question question, std::string_view ip) {
  if (ip.empty()) return wrong("no client address: name the one that the client comes from");
  const auto address = IpAddress::parse(ip);
  if (!address) return wrong("`" + std::string(ip) + "` is not an IP address");
  if (question.host.empty()) return wrong("no host: name the one that the client asks for");
  if (question.path.empty() || (question.path[0] != '/' && question.path != "*"))
    return wrong("path `" + question.path + "` does not begin with /");
  question.ip = *address;
  question.host = without_port(question.host);
  question.path = question.path.substr(0, question.path.find('?'));
  return question;
}

Result<Question> question_of_json(std::string_view text) {
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return wrong("this is no JSON object");
  Question question;
  std::string ip;
  auto done = check_fields(object);
  if (done) done = read_text(object, "ip", ip);
  if (done) done = read_text(object, "host", question.host);
  if (done) done = read_text(object, "path", question.path);
  if (done) done = read_text(object, "method", question.method);
  if (done) done = read_text(object, "pin", question.pin);
  if (done) done = read_names(object, "down", question.down);
  if (done) done = read_names(object, "tried", question.tried);
  if (done) done = read_headers(object, question);
  if (!done) return done.error();
  return complete(std::move(question), ip);
}

}  // namespace meridian::what_if
