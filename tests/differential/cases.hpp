// What is sent: every case is drawn from a grammar, and the same seed gives the same cases.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "grammar.hpp"

namespace meridian::differential {

// In what a grammar derives, between the request and what the origin answers it with, where it
// does not answer like any other server.
inline constexpr char kAnswerFollows = '\x1e';
// At the end of such an answer: the origin closes behind it.
inline constexpr char kThenClose = '\x1f';

struct Case {
  std::string id;
  std::string rule;
  std::string sent;     // by the client
  std::string answer;   // of the origin to its request for /case; empty: an ordinary one
  bool closes = false;  // the origin does, behind that answer
  std::string mark;     // the hostile part of `sent`, or of `answer`
  bool answered_badly() const { return !answer.empty() || closes; }
};

// At least `count` distinct cases, evenly over the rules; fewer where the grammar has no more.
std::vector<Case> make_cases(const Grammar& grammar, std::uint64_t seed, std::size_t count);

// For reports: with escapes, cut after `most` bytes.
std::string printable(std::string_view bytes, std::size_t most);

}  // namespace meridian::differential
