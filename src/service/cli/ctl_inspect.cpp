#include "meridian/service/cli/ctl_inspect.hpp"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>

#include "meridian/core/base/limits.hpp"
#include "service/cli/conversation.hpp"
#include "service/cli/explain_question.hpp"
#include "service/cli/inspect_text.hpp"

namespace meridian::cli {

namespace {

using Json = Conversation::Json;

std::string dumped(const Json& body) {
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json question_json(const what_if::Question& question) {
  Json json{{"ip", question.ip.to_string()}, {"host", question.host}, {"path", question.path},
            {"method", question.method},     {"down", question.down}, {"tried", question.tried}};
  if (!question.pin.empty()) json["pin"] = question.pin;
  for (const auto& [name, value] : question.headers) json["headers"][name] = value;
  return json;
}

int validate(const InspectOptions& options, std::ostream& out, std::ostream& err) {
  if (options.words.size() != 2) return usage(err, "name the FILE");
  std::ifstream file(options.words[1], std::ios::binary);
  std::string text(limits::kConfigBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (!file.eof() && !file.good()) return usage(err, options.words[1] + " cannot be read");
  Conversation conversation(options, out, err);
  const auto answer = conversation.ask(
      {.method = "POST", .path = "/v1/config/validate", .body = dumped({{"config", text}})});
  if (!answer) return conversation.code();
  const Json verdict = Json::parse(answer->body, nullptr, false);
  if (options.json)
    out << answer->body;
  else
    write_verdict(verdict, out);
  return verdict.is_object() && verdict.value("valid", false) ? 0 : kRefused;
}

}  // namespace

int ctl_explain(const InspectOptions& options, std::ostream& out, std::ostream& err) {
  const auto question = question_of(options.question);
  if (!question) return usage(err, question.error().context);
  Conversation conversation(options, out, err);
  const auto answer = conversation.ask(
      {.method = "POST", .path = "/v1/explain", .body = dumped(question_json(*question))});
  if (!answer) return conversation.code();
  const Json story = Json::parse(answer->body, nullptr, false);
  if (options.json)
    out << answer->body;
  else
    write_explanation(story, out);
  return story.is_object() && story.value("outcome", "") == "refuse" ? kRefused : 0;
}

int ctl_events(const InspectOptions& options, std::ostream& out, std::ostream& err) {
  return Conversation(options, out, err).show({.path = "/v1/events"}, write_events);
}

int ctl_config(const InspectOptions& options, std::ostream& out, std::ostream& err) {
  const std::string word = options.words.empty() ? "" : options.words[0];
  if (word == "validate") return validate(options, out, err);
  if (options.words.size() > 1 || (!word.empty() && word != "diff" && word != "reload"))
    return usage(err, "write nothing, diff, reload, or validate FILE");
  Conversation conversation(options, out, err);
  if (word.empty()) return conversation.show({.path = "/v1/config"}, write_settings);
  if (word == "diff") return conversation.show({.path = "/v1/config/diff"}, write_config_diff);
  if (options.reason.empty())
    return usage(err, "say why: --reason \"..\"; it stands in the audit log");
  return conversation.show(
      {.method = "POST", .path = "/v1/config/reload", .body = dumped({{"reason", options.reason}})},
      write_reloaded);
}

int ctl_log_level(const InspectOptions& options, std::ostream& out, std::ostream& err) {
  Conversation conversation(options, out, err);
  if (options.words.empty()) return conversation.show({.path = "/v1/log-level"}, write_log_level);
  if (options.reason.empty())
    return usage(err, "say why: --reason \"..\"; it stands in the audit log");
  const auto stands = conversation.ask({.path = "/v1/log-level"});
  if (!stands) return conversation.code();
  return conversation.show(
      {.method = "PUT",
       .path = "/v1/log-level",
       .body = dumped({{"level", options.words[0]}, {"reason", options.reason}}),
       .if_match = stands->tag},
      write_log_level);
}

int ctl_certificates(const InspectOptions& options, std::ostream& out, std::ostream& err) {
  return Conversation(options, out, err).show({.path = "/v1/certificates"}, write_certificates);
}

}  // namespace meridian::cli
