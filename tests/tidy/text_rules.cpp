#include <algorithm>
#include <array>
#include <regex>

#include "tests/tidy/rules.hpp"

namespace meridian::tidy {

namespace {

struct BannedCall {
  std::array<const char*, 4> words;  // a line without one of them is not looked at any closer
  const char* pattern;
  const char* within;  // regex of the paths it is banned in
  const char* except;  // regex of the paths it is allowed in nevertheless: the allow list
  const char* remedy;
};

constexpr const char* kEverywhere = ".*";
constexpr const char* kProduct = "^(src|include)/.*";
constexpr const char* kCore = "^(src|include/meridian)/core/.*";
constexpr const char* kNowhere = "^$";
constexpr const char* kSaysIt = "^src/(main\\.cpp|app/.*|service/cli/.*|core/base/check\\.cpp)$";
// What lives until the process ends, is published by an atomic pointer, or hangs on an OpenSSL
// object.
constexpr const char* kOwnsByHand =
    "^src/io/(observability/(log|worker_metrics)|tls/(session_store|wire))\\.cpp$";

// Spelled on code without comments and literals.
constexpr BannedCall kBannedCalls[] = {
    // Clients of bench/load keep to a rate: their rest is what is measured.
    {{"sleep"},
     R"(\b(sleep_for|sleep_until|usleep|nanosleep)\b|(^|[^\w])::sleep\s*\()",
     kEverywhere,
     "^bench/load/.*",
     "await the event instead of sleeping"},
    {{"rand"}, R"(\bs?rand\s*\()", kEverywhere, kNowhere, "randomness is a seeded generator"},
    {{"random_device"},
     R"(\brandom_device\b)",
     kCore,
     kNowhere,
     "randomness is an argument in core"},
    {{"system", "popen"},
     R"((^|[^\w.>])(system|popen)\s*\()",
     kEverywhere,
     kNowhere,
     "start programs by posix_spawn"},
    {{"str", "printf", "gets", "ato"},
     R"(\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atof)\s*\()",
     kEverywhere,
     kNowhere,
     "unbounded, or silent about errors"},
    {{"using"}, R"(\busing\s+namespace\s+std\s*;)", kEverywhere, kNowhere, "name what is used"},
    {{"std::c", "endl", "printf", "puts"},
     R"(\bstd::(cout|cerr|clog|endl)\b|\bf?printf\s*\(|\bf?puts\s*\()",
     kProduct,
     kSaysIt,
     "libraries return values or log"},
    {{"now", "clock_", "timeofday"},
     R"(_clock::now\s*\(|\b(clock_gettime|gettimeofday)\s*\()",
     kCore,
     kNowhere,
     "time is an argument in core"},
    {{"std::"}, R"(\bstd::(jthread|thread|mutex|async)\b)", kCore, kNowhere, "core has no threads"},
    {{"delete"},
     R"(\bdelete\b\s*(\[\s*\]\s*)?[\w(*])",
     kProduct,
     kOwnsByHand,
     "owned by a unique_ptr"},
    {{"new"},
     R"((^|[^\w])new\s+[\w:(])",
     kProduct,
     kOwnsByHand,
     "std::make_unique, make_unique_for_overwrite or a container"},
    {{"assert"},
     R"((^|[^\w])assert\s*\()",
     kProduct,
     kNowhere,
     "MERIDIAN_CHECK stays on in every build"},
    {{"regex"},
     R"(\bstd::(basic_)?regex\b)",
     kProduct,
     kNowhere,
     "recursion on outside bytes, and slow to build"},
    {{"volatile"},
     R"(\bvolatile\b)",
     kEverywhere,
     "^bench/micro/.*",
     "std::atomic says what is meant"},
};

bool mentions(const BannedCall& banned, const std::string& text) {
  return std::any_of(banned.words.begin(), banned.words.end(), [&](const char* word) {
    return word != nullptr && text.find(word) != text.npos;
  });
}

// "operator new" and "= delete" are no uses. An owner is at hand in "unique_ptr<T>(new T)", which a
// private constructor needs, and in "member_(new T[n])", a buffer that is not to be zeroed.
bool is_no_use(const std::string& line) {
  static const std::regex harmless(
      R"(operator\s+(new|delete)|=\s*delete|(unique|shared)_ptr<\w+>\s*\w*\(new \w|[\w>]\(new \w+\[)");
  return std::regex_search(line, harmless);
}

void check_call(const SourceFile& file, const BannedCall& banned, const std::regex& pattern,
                Findings& findings) {
  if (!mentions(banned, file.code)) return;
  int number = 0;
  for (const std::string& line : split(file.code, '\n')) {
    ++number;
    if (line.starts_with('#') || !mentions(banned, line)) continue;
    if (std::regex_search(line, pattern) && !is_no_use(line))
      findings.push_back({file.path, number, std::string("banned call: ") + banned.remedy});
  }
}

}  // namespace

Findings no_banned_calls(const Tree& tree) {
  Findings findings;
  for (const BannedCall& banned : kBannedCalls) {
    const std::regex within(banned.within);
    const std::regex except(banned.except);
    const std::regex pattern(banned.pattern);
    for (const SourceFile& file : tree)
      if (is_cpp(file.path) && std::regex_match(file.path, within) &&
          !std::regex_match(file.path, except))
        check_call(file, banned, pattern, findings);
  }
  return findings;
}

Findings no_unfinished_work(const Tree& tree) {
  // Written in two pieces so that this file passes its own rule.
  static const std::regex marker(
      "\\b(TO"
      "DO|FIX"
      "ME|XX"
      "X|HA"
      "CK)\\b|not (yet )?imple"
      "mented|place"
      "holder");
  Findings findings;
  for (const SourceFile& file : tree) {
    int number = 0;
    for (const std::string& line : split(file.text, '\n')) {
      ++number;
      if (std::regex_search(line, marker))
        findings.push_back({file.path, number, "marks unfinished work"});
    }
  }
  return findings;
}

}  // namespace meridian::tidy
