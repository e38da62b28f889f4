#include <algorithm>
#include <array>
#include <optional>
#include <regex>
#include <set>

#include "tests/tidy/rules.hpp"

namespace meridian::tidy {

namespace {

// Lowest first: a module may include those before it and itself.
constexpr std::array kModules{
    "core/base",       "core/proxy_protocol", "core/traffic", "core/redis",   "core/geo",
    "core/http",       "core/http2",          "core/config",  "core/health",  "core/latency",
    "core/state",      "core/agreement",      "core/events",  "core/routing", "core/replay",
    "io/files",        "io/observability",    "io/mmdb",      "io/tls",       "io/net",
    "io/probe",        "io/systemd",          "io/redis",     "io/store",     "service/proxy",
    "service/what_if", "service/admin",       "service/cli",  "app"};

// A file or an include, seen as part of a module.
struct Membership {
  std::string module;
  bool is_public = false;
};

std::optional<Membership> membership(std::string_view path) {
  if (path == "src/main.cpp") return Membership{"app", false};
  const bool is_public = path.starts_with("include/meridian/") || path.starts_with("meridian/");
  for (const std::string_view prefix : {"include/meridian/", "meridian/", "src/"})
    if (path.starts_with(prefix)) {
      path.remove_prefix(prefix.size());
      break;
    }
  for (const std::string_view module : kModules)
    if (path.starts_with(std::string(module) + "/"))
      return Membership{std::string(module), is_public};
  return std::nullopt;
}

bool in_product(const SourceFile& file) {
  return is_cpp(file.path) && (file.path.starts_with("src/") || file.path.starts_with("include/"));
}

std::ptrdiff_t rank_of(std::string_view module) {
  return std::find(kModules.begin(), kModules.end(), module) - kModules.begin();
}

// Headers by which a file could touch the world. Two that core may use are named by exceptions.
const std::regex& world_headers() {
  static const std::regex headers(
      "thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|stop_token"
      "|fstream|iostream|filesystem|ctime|time\\.h|unistd\\.h|fcntl\\.h|netdb\\.h|poll\\.h|"
      "signal\\.h"
      "|pthread\\.h|sys/.*|netinet/.*|arpa/.*|linux/.*|openssl/.*|maxminddb\\.h|spdlog/.*"
      "|prometheus/.*|hiredis/.*|boost/asio.*|boost/beast.*|yaml-cpp/.*");
  return headers;
}

bool core_exception(const std::string& file, const std::string& header) {
  if (header == "arpa/inet.h") return file == "src/core/base/ip_address.cpp";
  if (header.starts_with("yaml-cpp/")) return file.starts_with("src/core/config/");
  return header == "boost/beast/http/basic_parser.hpp" || header == "hiredis/read.h";
}

std::string stem_of(const std::string& path) {
  return path.substr(0, path.rfind('.'));
}

}  // namespace

Findings lower_layers_name_no_higher_ones(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree) {
    const auto own = membership(file.path);
    if (!in_product(file) || !own) continue;
    for (const Include& include : includes_of(file)) {
      const auto other = membership(include.path);
      if (!include.quoted || !other || rank_of(other->module) <= rank_of(own->module)) continue;
      findings.push_back({file.path, include.line,
                          own->module + " is below " + other->module + " and may not include it"});
    }
  }
  return findings;
}

Findings private_headers_stay_in_their_module(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree) {
    if (!in_product(file)) continue;
    const auto own = membership(file.path);
    for (const Include& include : includes_of(file)) {
      const auto other = membership(include.path);
      if (!include.quoted || !other) continue;
      if (!other->is_public && (!own || own->module != other->module))
        findings.push_back({file.path, include.line, include.path + " is private to its module"});
      if (!other->is_public && own && own->is_public)
        findings.push_back({file.path, include.line, "a public header includes a private one"});
    }
  }
  return findings;
}

Findings core_includes_no_world(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree) {
    const auto own = membership(file.path);
    if (!in_product(file) || !own || !own->module.starts_with("core/")) continue;
    for (const Include& include : includes_of(file))
      if (!include.quoted && std::regex_match(include.path, world_headers()) &&
          !core_exception(file.path, include.path))
        findings.push_back(
            {file.path, include.line, "core may not include <" + include.path + ">"});
  }
  return findings;
}

Findings sources_include_their_own_header_first(const Tree& tree) {
  std::set<std::string> paths;
  for (const SourceFile& file : tree) paths.insert(file.path);
  Findings findings;
  for (const SourceFile& file : tree) {
    const auto own = membership(file.path);
    if (!in_product(file) || is_header(file.path) || !own) continue;
    const std::string name = stem_of(file.path).substr(4) + ".hpp";  // without "src/"
    const auto includes = includes_of(file);
    const std::string first = includes.empty() ? "" : includes.front().path;
    const auto of = membership(first);
    bool right = of && of->module == own->module;  // a source that shares a header of its module
    if (paths.contains("src/" + name)) right = first == name;
    if (paths.contains("include/meridian/" + name)) right = first == "meridian/" + name;
    if (!right) findings.push_back({file.path, 1, "includes its own header first"});
  }
  return findings;
}

Findings public_headers_are_used_by_another_module(const Tree& tree) {
  std::set<std::string> used;
  for (const SourceFile& file : tree) {
    if (!in_product(file) && !file.path.starts_with("bench/")) continue;
    const auto own = membership(file.path);
    for (const Include& include : includes_of(file)) {
      const auto other = membership(include.path);
      if (other && (!own || own->module != other->module)) used.insert("include/" + include.path);
    }
  }
  // What a used header includes is as public as the header itself.
  for (std::size_t before = 0; before != used.size();) {
    before = used.size();
    for (const SourceFile& file : tree)
      if (used.contains(file.path))
        for (const Include& include : includes_of(file)) used.insert("include/" + include.path);
  }
  Findings findings;
  for (const SourceFile& file : tree)
    if (file.path.starts_with("include/") && is_header(file.path) && !used.contains(file.path))
      findings.push_back({file.path, 0, "no other module includes it: move it to src"});
  return findings;
}

Findings headers_have_a_guard_and_an_opening_comment(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree) {
    if (!is_header(file.path)) continue;
    if (file.code.find("#pragma once\n") == file.code.npos)
      findings.push_back({file.path, 1, "has no #pragma once"});
    if (file.path.starts_with("include/") && !file.text.starts_with("// "))
      findings.push_back({file.path, 1, "opens with what it is, who owns what, which thread"});
  }
  return findings;
}

}  // namespace meridian::tidy
