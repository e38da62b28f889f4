// Grammars of hostile messages: text in, bytes out, by a seed. The notation is ABNF's with a few
// additions, because a message that lies about its length has to know it:
//
//   name = "text" other 2*5digit ("a" | "b") | "second choice"
//   case F2 length-sign = ...   a start symbol, after the id of the rule it tries to break
//   $body, #body, %body         the same expansion of `body` wherever it is named in one message;
//                               its length in decimal; its length in hexadecimal
//   < .. >                      what of the message is hostile: the mark
//
// A line that begins with a blank continues the one before it. Escapes: \r \n \t \" \\ \xHH.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace meridian::differential {

// The source of every choice. The same on every platform: no std distribution.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }

 private:
  std::mt19937_64 engine_;
};

struct Element {
  enum class Kind { literal, rule, memo, length, hex_length, group, mark_begin, mark_end };
  Kind kind = Kind::literal;
  std::string text;  // of the literal, or the name
  std::size_t least = 1;
  std::size_t most = 1;
  std::vector<std::vector<Element>> choices;  // of a group
};

struct Derivation {
  std::string bytes;
  std::string mark;
};

struct Start {
  std::string id;    // "F2"
  std::string name;  // "length-sign"
};

class Grammar {
 public:
  // Throws std::runtime_error that names the line.
  explicit Grammar(std::string_view text);
  const std::vector<Start>& starts() const { return starts_; }
  Derivation derive(const std::string& name, Draw& draw) const;

 private:
  class Expansion;
  void check_names(const Element& element) const;

  std::map<std::string, Element> rules_;  // groups
  std::vector<Start> starts_;
};

}  // namespace meridian::differential
