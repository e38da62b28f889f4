// Text -> Config, or every error at once. Pure: the caller reads the file.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "meridian/core/config/config.hpp"

namespace meridian::config {

struct Diagnostic {
  int line = 0;      // 1-based
  int column = 0;    // 1-based
  std::string path;  // "services.api.upstreams.eu.weight"
  std::string text;  // what is wrong
  std::string remedy;
};

// "FILE:line:col: error: key.path: text; remedy"
std::string format(const Diagnostic& diagnostic, std::string_view file);

using ParseOutcome = std::variant<Config, std::vector<Diagnostic>>;

// Relative paths in the text are resolved against `directory` ("" leaves them).
ParseOutcome parse_config(std::string_view text, std::string_view directory);

// The reference, generated from the key table: every key with type, default and meaning.
std::string reference();

}  // namespace meridian::config
