#include "meridian/service/cli/explain.hpp"

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "service/cli/explain_story.hpp"
#include "service/cli/explain_world.hpp"

namespace meridian::cli {

namespace {

constexpr int kServed = 0;
constexpr int kRefused = 1;
constexpr int kUsage = 2;

int fail(std::ostream& err, std::string_view context) {
  err << "meridian explain: error: " << context << '\n';
  return kUsage;
}

// Fills in what names regions: the pin, and what was tried.
Result<bool> name_regions(const ExplainWorld& world, const Question& question,
                          const routing::ServiceView* service,
                          std::pair<routing::Client&, std::vector<UpstreamId>&> to) {
  auto& [client, tried] = to;
  if (!question.pin.empty()) {
    const auto pin = world.find(service, question.pin);
    if (!pin) return pin.error();
    client.pin = *pin;
  }
  for (const std::string& region : question.tried) {
    const auto found = world.find(service, region);
    if (!found) return found.error();
    if (*found) tried.push_back(**found);
  }
  return true;
}

// Calls tell(story) with the decision for `question`.
template <class Tell>
Result<routing::Outcome> decide_question(ExplainWorld& world, const Question& question, Tell tell) {
  const auto view = world.view(question.down);
  if (!view) return view.error();
  routing::Client client{question.ip, world.place_of(question.ip)};
  const std::vector<http::Field> fields = question.fields();
  routing::Request request;
  request.host = question.host;
  request.path = question.path;
  request.method = question.method;
  request.fields = fields;
  std::vector<UpstreamId> tried;
  const auto* service = routing::service_for(client, request, **view);
  const auto named = name_regions(world, question, service, {client, tried});
  if (!named) return named.error();
  request.tried = tried;
  request.explore_window = question.explore_window;
  const auto explanation = routing::explain(client, request, **view, {}, {});
  tell(Story{question, client.place, **view, explanation});
  return explanation.decision.outcome;
}

int explain_one(ExplainWorld& world, const ExplainOptions& options, std::ostream& out,
                std::ostream& err) {
  const auto question = question_of(options);
  if (!question) return fail(err, question.error().context);
  const auto outcome = decide_question(world, *question, [&](const Story& story) {
    if (options.json)
      out << to_json(story).dump(2) << '\n';
    else
      write_text(story, out);
  });
  if (!outcome) return fail(err, outcome.error().context);
  return *outcome == routing::Outcome::refuse ? kRefused : kServed;
}

int explain_lines(ExplainWorld& world, const ExplainOptions& options, std::istream& in,
                  std::pair<std::ostream&, std::ostream&> to) {
  auto& [out, err] = to;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    auto question = question_of_line(line);
    if (question)
      question->down.insert(question->down.end(), options.down.begin(), options.down.end());
    const auto outcome = !question
                             ? question.error()
                             : decide_question(world, *question, [&out = out](const Story& story) {
                                 out << to_json(story).dump() << '\n';
                               });
    if (!outcome)
      return fail(err,
                  options.batch + ":" + std::to_string(number) + ": " + outcome.error().context);
  }
  return kServed;
}

}  // namespace

int explain(const ExplainOptions& options, std::ostream& out, std::ostream& err) {
  auto loaded = ExplainWorld::load(options.config, options.overrides);
  if (const auto* complaints = std::get_if<Complaints>(&loaded)) {
    for (const std::string& complaint : *complaints) err << complaint << '\n';
    return kUsage;
  }
  auto& world = std::get<ExplainWorld>(loaded);
  if (const auto set = world.set_health(options.health); !set)
    return fail(err, set.error().context);
  if (const auto set = world.set_wants(options.wants); !set) return fail(err, set.error().context);
  if (options.batch.empty()) return explain_one(world, options, out, err);
  if (options.batch == "-") return explain_lines(world, options, std::cin, {out, err});
  std::ifstream file(options.batch);
  if (!file) return fail(err, options.batch + " cannot be opened");
  return explain_lines(world, options, file, {out, err});
}

}  // namespace meridian::cli
