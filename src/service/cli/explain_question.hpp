// The request to explain that the options of a command line name.
#pragma once

#include "meridian/service/cli/explain.hpp"
#include "meridian/service/what_if/question.hpp"

namespace meridian::cli {

Result<what_if::Question> question_of(const ExplainOptions& options);

}  // namespace meridian::cli
