// Options that several commands have: those that name a request to explain, and those that name a
// change to simulate.
#pragma once

#include <CLI/CLI.hpp>

#include "meridian/service/cli/explain.hpp"
#include "meridian/service/cli/simulate.hpp"

namespace meridian::app {

void add_question_options(CLI::App& command, cli::ExplainOptions& options);
void add_change_options(CLI::App& command, cli::SimulateOptions& options);

}  // namespace meridian::app
