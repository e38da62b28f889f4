// Finds function definitions in C++ text well enough to measure them. Knows braces, not grammar.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meridian::tidy {

struct FunctionSpan {
  std::string name;    // "parse", or "TEST(Suite, Case)" for a test
  int first_line = 0;  // of the opening brace
  int lines = 0;       // opening to closing brace, both counted
};

// `code` as in SourceFile: without comments and literals.
std::vector<FunctionSpan> functions_of(std::string_view code);

}  // namespace meridian::tidy
