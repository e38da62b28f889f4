#include "meridian/service/cli/ctl_what_if.hpp"

#include <nlohmann/json.hpp>
#include <ostream>

#include "meridian/core/base/text.hpp"
#include "service/cli/conversation.hpp"
#include "service/cli/explain_question.hpp"
#include "service/cli/field_text.hpp"
#include "service/cli/what_if_text.hpp"

namespace meridian::cli {

namespace {

using Json = nlohmann::ordered_json;

Json question_json(const what_if::Question& question) {
  Json json{{"ip", question.ip.to_string()},
            {"host", question.host},
            {"path", question.path},
            {"method", question.method},
            {"down", question.down},
            {"tried", question.tried},
            {"explore_window", question.explore_window}};
  if (!question.pin.empty()) json["pin"] = question.pin;
  for (const auto& [name, value] : question.headers) json["headers"][name] = value;
  return json;
}

// Nothing: one of the weights is none, which is told.
std::optional<Json> change_json(const SimulateOptions& change, std::ostream& err) {
  Json json{{"drain", change.drain}, {"down", change.down}, {"seed", change.seed}};
  if (change.clients != 0) json["clients"] = change.clients;
  for (const std::string& word : change.weights) {
    const std::size_t equals = word.rfind('=');
    const auto weight = equals == word.npos
                            ? std::nullopt
                            : parse_decimal(std::string_view(word).substr(equals + 1));
    if (!weight) {
      usage(err, "'" + word + "' is no weight; write REGION=N or SERVICE/REGION=N");
      return std::nullopt;
    }
    json["weights"][word.substr(0, equals)] = *weight;
  }
  return json;
}

bool harms_clients(const Json& report) {
  const auto some = [](const Json& count) { return count.is_number() && count != 0; };
  for (const Json& service : at(report, "services"))
    if (some(at(service, "clients_newly_refused")) ||
        some(at(at(service, "after"), "fence_violations")))
      return true;
  return false;
}

}  // namespace

int ctl_explain(const WhatIfOptions& options, std::ostream& out, std::ostream& err) {
  const auto question = question_of(options.question);
  if (!question) return usage(err, question.error().context);
  Conversation conversation(options, out, err);
  const auto story = conversation.tell({.method = "POST",
                                        .path = "/v1/explain",
                                        .body = Conversation::text_of(question_json(*question))},
                                       write_explanation);
  if (!story) return conversation.code();
  return text(*story, "outcome") == "refuse" ? kNegative : 0;
}

int ctl_simulate(const WhatIfOptions& options, std::ostream& out, std::ostream& err) {
  const auto change = change_json(options.change, err);
  if (!change) return kUsage;
  Conversation conversation(options, out, err);
  const auto report = conversation.tell(
      {.method = "POST", .path = "/v1/simulate", .body = Conversation::text_of(*change)},
      write_simulation);
  if (!report) return conversation.code();
  return harms_clients(*report) ? kNegative : 0;
}

}  // namespace meridian::cli
