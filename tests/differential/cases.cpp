#include "cases.hpp"

#include <set>

namespace meridian::differential {

namespace {

// A rule that yields nothing new this often in a row has no more to give.
constexpr int kRepeatsMax = 40;

std::uint64_t seed_of(const std::string& rule, std::uint64_t seed) {
  std::uint64_t hash = 14695981039346656037ULL ^ seed;  // FNV-1a
  for (const char c : rule) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

Case case_of(const Start& start, Derivation derived) {
  Case out;
  out.id = start.id;
  out.rule = start.name;
  out.mark = std::move(derived.mark);
  const std::size_t answer = derived.bytes.find(kAnswerFollows);
  out.sent = derived.bytes.substr(0, answer);
  if (answer == derived.bytes.npos) return out;
  out.answer = derived.bytes.substr(answer + 1);
  out.closes = out.answer.ends_with(kThenClose);
  if (out.closes) out.answer.pop_back();
  return out;
}

// The cases of one rule, as they are asked for.
class Source {
 public:
  Source(const Grammar& grammar, const Start& start, std::uint64_t seed)
      : grammar_(grammar), start_(start), draw_(seed_of(start.name, seed)) {}

  // `seen`: of all rules, since two may derive the same message.
  bool next(std::vector<Case>& cases, std::set<std::string>& seen) {
    for (int i = 0; i < kRepeatsMax; ++i) {
      Derivation derived = grammar_.derive(start_.name, draw_);
      if (!seen.insert(derived.bytes).second) continue;
      cases.push_back(case_of(start_, std::move(derived)));
      return true;
    }
    return false;
  }

 private:
  const Grammar& grammar_;
  const Start& start_;
  Draw draw_;
};

}  // namespace

std::vector<Case> make_cases(const Grammar& grammar, std::uint64_t seed, std::size_t count) {
  std::vector<Source> sources;
  for (const Start& start : grammar.starts()) sources.emplace_back(grammar, start, seed);
  std::vector<Case> cases;
  std::set<std::string> seen;
  bool more = true;
  while (more && cases.size() < count) {
    more = false;
    for (Source& source : sources) more = source.next(cases, seen) || more;
  }
  return cases;
}

std::string printable(std::string_view bytes, std::size_t most) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (const char c : bytes.substr(0, most)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\r') {
      out += "\\r";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte > 0x7e) {
      out.append("\\x").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
    } else {
      out += c;
    }
  }
  if (bytes.size() > most) out += " ... (" + std::to_string(bytes.size()) + " bytes)";
  return out;
}

}  // namespace meridian::differential
