#include "meridian/service/cli/explain.hpp"

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "meridian/service/cli/exit_codes.hpp"
#include "meridian/service/what_if/explain.hpp"
#include "meridian/service/what_if/json_text.hpp"
#include "service/cli/explain_question.hpp"
#include "service/cli/explain_world.hpp"

namespace meridian::cli {

namespace {

int cannot_explain(std::ostream& err, std::string_view context) {
  err << "meridian explain: error: " << context << '\n';
  return kUsage;
}

// Calls tell(story) with the decision for `question`.
template <class Tell>
Result<routing::Outcome> decide_question(ExplainWorld& world, const what_if::Question& question,
                                         Tell tell) {
  const auto view = world.view(question.down);
  if (!view) return view.error();
  return what_if::explain(question, {**view, world.place_of(question.ip), {}}, tell);
}

int explain_one(ExplainWorld& world, const ExplainOptions& options, std::ostream& out,
                std::ostream& err) {
  const auto question = question_of(options);
  if (!question) return cannot_explain(err, question.error().context);
  const auto outcome = decide_question(world, *question, [&](const what_if::Story& story) {
    if (options.json)
      out << what_if::json_text(to_json(story));
    else
      write_text(story, out);
  });
  if (!outcome) return cannot_explain(err, outcome.error().context);
  return *outcome == routing::Outcome::refuse ? kNegative : kDone;
}

int explain_lines(ExplainWorld& world, const ExplainOptions& options, std::istream& in,
                  std::pair<std::ostream&, std::ostream&> to) {
  auto& [out, err] = to;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    auto question = what_if::question_of_json(line);
    if (question)
      question->down.insert(question->down.end(), options.down.begin(), options.down.end());
    const auto outcome =
        !question ? question.error()
                  : decide_question(world, *question, [&out = out](const what_if::Story& story) {
                      out << what_if::json_text(to_json(story), -1);
                    });
    if (!outcome)
      return cannot_explain(
          err, options.batch + ":" + std::to_string(number) + ": " + outcome.error().context);
  }
  return kDone;
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
    return cannot_explain(err, set.error().context);
  if (const auto set = world.set_wants(options.wants); !set)
    return cannot_explain(err, set.error().context);
  if (options.batch.empty()) return explain_one(world, options, out, err);
  if (options.batch == "-") return explain_lines(world, options, std::cin, {out, err});
  std::ifstream file(options.batch);
  if (!file) return cannot_explain(err, options.batch + " cannot be opened");
  return explain_lines(world, options, file, {out, err});
}

}  // namespace meridian::cli
