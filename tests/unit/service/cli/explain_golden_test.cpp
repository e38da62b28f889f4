// tests/golden/explain: questions of `meridian explain` and what it answers, one for each reason.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

#include "meridian/core/routing/reason.hpp"
#include "meridian/service/cli/explain.hpp"
#include "tests/support/source_tree.hpp"

namespace meridian::cli {
namespace {

const std::string kFolder = meridian::test::source_tree() / "tests/golden/explain/";

ExplainOptions options_of(const std::string& question) {
  ExplainOptions options;
  options.config = kFolder + "edge.yaml";
  std::istringstream words(question);
  for (std::string name, value; words >> name >> value;) {
    if (name == "--ip")
      options.ip = value;
    else if (name == "--host")
      options.host = value;
    else if (name == "--path")
      options.path = value;
    else if (name == "--method")
      options.method = value;
    else if (name == "--pin")
      options.pin = value;
    else if (name == "--down")
      options.down.push_back(value);
    else if (name == "--tried")
      options.tried.push_back(value);
    else if (name == "--health")
      options.health.push_back(value);
    else if (name == "--wants")
      options.wants.push_back(value);
    else if (name == "--explore-window")
      options.explore_window = std::stoull(value);
    else
      ADD_FAILURE() << name;
  }
  return options;
}

std::string answer_to(const std::string& question) {
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_NE(explain(options_of(question), out, err), 2) << question << '\n' << err.str();
  std::istringstream told(out.str());
  std::string text;
  // The digest is of the whole config, and says nothing about this question.
  for (std::string line; std::getline(told, line);)
    if (!line.starts_with("view ")) text += line + '\n';
  return text;
}

struct Transcript {
  std::string head;  // comments
  std::vector<std::string> questions;
  std::string text;
};

Transcript read_transcript() {
  Transcript transcript;
  std::ifstream file(kFolder + "transcript.txt");
  for (std::string line; std::getline(file, line);) {
    transcript.text += line + '\n';
    if (line.starts_with("#")) transcript.head += line + '\n';
    if (line.starts_with("$ ")) transcript.questions.push_back(line.substr(2));
  }
  return transcript;
}

class ExplainGolden : public testing::Test {
 protected:
  ExplainGolden() : transcript_(read_transcript()) {
    told_ = transcript_.head;
    for (const std::string& question : transcript_.questions)
      told_ += "\n$ " + question + '\n' + answer_to(question);
  }
  Transcript transcript_;
  std::string told_;
};

TEST_F(ExplainGolden, TellsWhatTheTranscriptSays) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(kFolder + "transcript.txt") << told_;
    return;
  }
  EXPECT_EQ(told_, transcript_.text);
}

TEST_F(ExplainGolden, HasEveryReason) {
  for (std::size_t i = 0; i < routing::kReasonCount; ++i) {
    const std::string name(to_string(static_cast<routing::Reason>(i)));
    const bool result = told_.find(" (" + name + ")\n") != std::string::npos;
    const bool candidate = told_.find("  " + name + " ") != std::string::npos;
    EXPECT_TRUE(result || candidate) << name;
  }
}

}  // namespace
}  // namespace meridian::cli
