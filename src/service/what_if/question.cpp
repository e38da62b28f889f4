#include "meridian/service/what_if/question.hpp"

#include <array>

#include "meridian/core/base/limits.hpp"
#include "service/what_if/json_fields.hpp"

namespace meridian::what_if {

namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 9> kQuestionFields{
    "ip", "host", "path", "method", "headers", "down", "pin", "tried", "explore_window"};

std::string without_port(std::string_view authority) {
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.rfind(':');
  const bool has_port = colon != authority.npos && (bracket == authority.npos || colon > bracket) &&
                        authority.find(':') >= (bracket == authority.npos ? colon : 0);
  return std::string(has_port ? authority.substr(0, colon) : authority);
}

Result<void> read_headers(const Json& object, Question& question) {
  const auto at = object.find("headers");
  if (at == object.end()) return {};
  if (!at->is_object() || at->size() > limits::kWhatIfNamesMax)
    return wrong("`headers` is no object of names and values");
  for (const auto& [name, value] : at->items()) {
    if (!value.is_string()) return wrong("the value of header `" + name + "` is no text");
    question.headers.emplace_back(name, value.get<std::string>());
  }
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
  Json object;
  auto done = read_object(text, kQuestionFields, object);
  Question question;
  std::string ip;
  if (done) done = read_text(object, "ip", ip);
  if (done) done = read_text(object, "host", question.host);
  if (done) done = read_text(object, "path", question.path);
  if (done) done = read_text(object, "method", question.method);
  if (done) done = read_text(object, "pin", question.pin);
  if (done) done = read_names(object, "down", question.down);
  if (done) done = read_names(object, "tried", question.tried);
  if (done) done = read_headers(object, question);
  if (done) done = read_number(object, "explore_window", question.explore_window);
  if (!done) return done.error();
  return complete(std::move(question), ip);
}

}  // namespace meridian::what_if
