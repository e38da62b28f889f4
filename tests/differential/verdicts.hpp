// The differences that are meant. One entry per line, continued by lines that begin with a blank:
//
//   RULE PEER OURS THEIRS reason
//
// RULE may hold '*'; PEER, OURS and THEIRS may be '*'. OURS and THEIRS are treatments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meridian::differential {

struct Verdict {
  std::string rule;
  std::string peer;
  std::string ours;
  std::string theirs;
  std::string reason;
  std::size_t matches = 0;
};

// A peer that was stricter than we are.
struct Difference {
  std::string rule;
  std::string peer;
  std::string ours;
  std::string theirs;
};

class Verdicts {
 public:
  // Throws std::runtime_error for an entry without a reason.
  explicit Verdicts(std::string_view text);
  // The first entry that says it, or null.
  const Verdict* find(const Difference& difference);
  const std::vector<Verdict>& all() const { return verdicts_; }

 private:
  std::vector<Verdict> verdicts_;
};

// '*' stands for any run of characters.
bool matches(std::string_view pattern, std::string_view text);

}  // namespace meridian::differential
