// The options that name a request to explain.
#pragma once

#include <CLI/CLI.hpp>

#include "meridian/service/cli/explain.hpp"

namespace meridian::app {

void add_question_options(CLI::App& command, cli::ExplainOptions& options);

}  // namespace meridian::app
