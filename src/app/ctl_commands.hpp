// `meridian ctl ..` on the command line.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "meridian/service/cli/ctl_what_if.hpp"

namespace meridian::app {

// `chosen` is set to what was asked for; both outlive the parsing.
void add_ctl(CLI::App& program, cli::WhatIfOptions& options, std::function<int()>& chosen);

}  // namespace meridian::app
