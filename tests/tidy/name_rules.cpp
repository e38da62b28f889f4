#include <algorithm>
#include <cctype>
#include <regex>
#include <set>

#include "tests/tidy/function_scan.hpp"
#include "tests/tidy/rules.hpp"

namespace meridian::tidy {

namespace {

const std::set<std::string>& top_entries() {
  static const std::set<std::string> entries{".ci",
                                             ".clang-format",
                                             ".clang-tidy",
                                             ".git",
                                             ".dockerignore",
                                             ".gitignore",
                                             "CHANGELOG.md",
                                             "CMakeLists.txt",
                                             "CMakePresets.json",
                                             "LICENSE",
                                             "README.md",
                                             "bench",
                                             "build",
                                             "compile_commands.json",
                                             "conf",
                                             "dev",
                                             "docker",
                                             "docs",
                                             "geoip",
                                             "include",
                                             "scripts",
                                             "src",
                                             "tests",
                                             "web"};
  return entries;
}

// Words that fit everything and so say nothing.
bool says_nothing(const std::string& word) {
  static const std::set<std::string> words{"manager", "managers", "helper", "helpers",
                                           "util",    "utils",    "common", "misc",
                                           "data",    "info",     "handle", "process"};
  return words.contains(word);
}

// "ConnectionInfo" and "connection_info" are both {connection, info}.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isupper(byte) != 0 || std::isalnum(byte) == 0) words.emplace_back();
    if (std::isalnum(byte) != 0) words.back() += static_cast<char>(std::tolower(byte));
  }
  return words;
}

bool vague(std::string_view name) {
  const auto words = words_of(name);
  return std::any_of(words.begin(), words.end(), says_nothing);
}

// As a part of what a function does these are terms: DATA of HTTP, the level info, settings in
// common.
bool vague_function(std::string_view name) {
  auto words = words_of(name);
  std::erase_if(words, [](const std::string& word) {
    return word == "data" || word == "info" || word == "common";
  });
  return std::any_of(words.begin(), words.end(), says_nothing);
}

void check_path(const SourceFile& file, std::set<std::string>& seen, Findings& findings) {
  std::string path;
  for (const std::string& part : split(file.path, '/')) {
    path += (path.empty() ? "" : "/") + part;
    if (seen.insert(path).second && vague(part))
      findings.push_back({path, 0, "the name of a file or folder says what it is"});
  }
}

void check_types(const SourceFile& file, Findings& findings) {
  static const std::regex type(R"(\b(?:class|struct|union|enum)\s+(?:class\s+)?([A-Z]\w*))");
  for (std::sregex_iterator at(file.code.begin(), file.code.end(), type), end; at != end; ++at)
    if (vague((*at)[1].str()))
      findings.push_back({file.path, line_of(file.code, static_cast<std::size_t>(at->position())),
                          "the name " + (*at)[1].str() + " fits everything"});
}

void check_functions(const SourceFile& file, Findings& findings) {
  for (const FunctionSpan& function : functions_of(file.code)) {
    const std::string name = function.name.substr(function.name.rfind(':') + 1);
    if (!name.starts_with("TEST") && vague_function(name))
      findings.push_back({file.path, function.first_line, "the name " + name + " fits everything"});
  }
}

}  // namespace

Findings top_has_no_unknown_entry(const std::vector<std::string>& entries) {
  Findings findings;
  for (const std::string& entry : entries)
    if (!top_entries().contains(entry))
      findings.push_back(
          {entry, 0, "unknown at the top: put it into a folder, or allow it in name_rules.cpp"});
  return findings;
}

Findings names_say_what_they_are(const Tree& tree) {
  Findings findings;
  std::set<std::string> seen;
  for (const SourceFile& file : tree) {
    if (!is_cpp(file.path)) continue;
    check_path(file, seen, findings);
    check_types(file, findings);
    check_functions(file, findings);
  }
  return findings;
}

}  // namespace meridian::tidy
