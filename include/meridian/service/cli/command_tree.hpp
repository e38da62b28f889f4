// Shell completion and manual page, made from the same commands and options as --help.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace meridian::cli {

// To be sourced by bash.
std::string bash_completion(const CLI::App& program);
// For man, in roff.
std::string man_page(const CLI::App& program);

}  // namespace meridian::cli
