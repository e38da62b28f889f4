// What every tidy rule promises: a pure function from the project's text to findings. A rule that
// finds nothing returns an empty list; each has a test in which it finds something.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/tidy/source_file.hpp"

namespace meridian::tidy {

using Findings = std::vector<Finding>;

// include_rules.cpp
Findings lower_layers_name_no_higher_ones(const Tree& tree);
Findings private_headers_stay_in_their_module(const Tree& tree);
Findings core_includes_no_world(const Tree& tree);
Findings sources_include_their_own_header_first(const Tree& tree);
Findings public_headers_are_used_by_another_module(const Tree& tree);
Findings headers_have_a_guard_and_an_opening_comment(const Tree& tree);

// text_rules.cpp
Findings no_banned_calls(const Tree& tree);
Findings no_unfinished_work(const Tree& tree);

// name_rules.cpp
Findings top_has_no_unknown_entry(const std::vector<std::string>& entries);
Findings names_say_what_they_are(const Tree& tree);

// size_rules.cpp
// What is over its soft limit, with its size: "path" for a file, "path:function" for a function.
using Oversizes = std::map<std::string, int>;
Oversizes over_soft_limit(const Tree& tree);
Findings over_hard_limit(const Tree& tree);
// The baseline holds lines "<size> <key>". It may only shrink: whatever is larger than its line,
// has no line, or has a line it no longer needs, is a finding.
Findings against_baseline(const Oversizes& sizes, std::string_view baseline);

}  // namespace meridian::tidy
