#include "service/cli/explain_question.hpp"

#include <nlohmann/json.hpp>

#include "meridian/core/base/text.hpp"

namespace meridian::cli {

namespace {

Error usage(std::string context) {
  return {ErrorCode::invalid, ErrorSource::client, false, std::move(context)};
}

std::string without_port(std::string_view authority) {
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.rfind(':');
  const bool has_port = colon != authority.npos && (bracket == authority.npos || colon > bracket) &&
                        authority.find(':') >= (bracket == authority.npos ? colon : 0);
  return std::string(has_port ? authority.substr(0, colon) : authority);
}

Result<Question> complete(Question question, const std::string& ip) {
  if (ip.empty()) return usage("no client address: name the one that the client comes from");
  const auto address = IpAddress::parse(ip);
  if (!address) return usage("`" + ip + "` is not an IP address");
  if (question.host.empty()) return usage("no host: name the one that the client asks for");
  if (question.path.empty() || (question.path[0] != '/' && question.path != "*"))
    return usage("path `" + question.path + "` does not begin with /");
  question.ip = *address;
  question.host = without_port(question.host);
  question.path = question.path.substr(0, question.path.find('?'));
  return question;
}

Result<Question> question_of_json(const nlohmann::json& line) {
  Question question;
  question.host = line.value("host", "");
  question.path = line.value("path", "/");
  question.method = line.value("method", "GET");
  question.down = line.value("down", std::vector<std::string>{});
  question.pin = line.value("pin", "");
  question.tried = line.value("tried", std::vector<std::string>{});
  question.explore_window = line.value("explore_window", std::uint64_t{0});
  if (const auto headers = line.find("headers"); headers != line.end())
    for (const auto& [name, value] : headers->items())
      question.headers.emplace_back(name, value.get<std::string>());
  return complete(std::move(question), line.value("ip", ""));
}

}  // namespace

std::vector<http::Field> Question::fields() const {
  std::vector<http::Field> fields;
  for (const auto& [name, value] : headers) fields.push_back({name, value, http::field_id(name)});
  return fields;
}

Result<Question> question_of(const ExplainOptions& options) {
  Question question;
  question.host = options.host;
  question.path = options.path;
  question.method = options.method;
  question.down = options.down;
  question.pin = options.pin;
  question.tried = options.tried;
  question.explore_window = options.explore_window;
  for (const std::string& header : options.headers) {
    const std::size_t colon = header.find(':');
    if (colon == std::string::npos || colon == 0)
      return usage("header `" + header + "` is not of the form `Name: value`");
    question.headers.emplace_back(header.substr(0, colon),
                                  trim(std::string_view(header).substr(colon + 1)));
  }
  return complete(std::move(question), options.ip);
}

Result<Question> question_of_line(std::string_view json_line) {
  try {
    return question_of_json(nlohmann::json::parse(json_line));
  } catch (const nlohmann::json::exception& error) {
    return usage(error.what());
  }
}

}  // namespace meridian::cli
