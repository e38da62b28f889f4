#include "grammar.hpp"

#include <charconv>
#include <optional>
#include <stdexcept>

namespace meridian::differential {

namespace {

using Kind = Element::Kind;

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// One line of the grammar, behind the '='.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Element choices() {
    Element group;
    group.kind = Kind::group;
    group.choices.emplace_back();
    for (skip(); at_ < text_.size() && text_[at_] != ')'; skip()) {
      if (text_[at_] == '|') {
        ++at_;
        group.choices.emplace_back();
      } else {
        group.choices.back().push_back(element());
      }
    }
    return group;
  }
  bool at_end() const { return at_ >= text_.size(); }

 private:
  [[noreturn]] void fail(const char* what) const {
    throw std::runtime_error(std::string(what) + " in: " + std::string(text_));
  }
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::size_t number() {
    std::size_t value = 0;
    while (is_digit(peek())) value = value * 10 + static_cast<std::size_t>(text_[at_++] - '0');
    return value;
  }

  std::string name() {
    const std::size_t from = at_;
    while (is_name_char(peek())) ++at_;
    if (at_ == from) fail("a name is missing");
    return std::string(text_.substr(from, at_ - from));
  }

  Element element() {
    Element out;
    if (is_digit(peek())) {
      out.least = out.most = number();
      if (peek() == '*') {
        ++at_;
        out.most = number();
      }
      if (out.most < out.least) fail("a repetition ends before it begins");
    }
    switch (peek()) {
      case '"': out.text = literal(); return out;
      case '<': return sign(Kind::mark_begin);
      case '>': return sign(Kind::mark_end);
      case '(': return group(out);
      case '$': return reference(out, Kind::memo);
      case '#': return reference(out, Kind::length);
      case '%': return reference(out, Kind::hex_length);
      default:
        out.kind = Kind::rule;
        out.text = name();
        return out;
    }
  }

  Element sign(Kind kind) {
    ++at_;
    Element out;
    out.kind = kind;
    return out;
  }
  Element reference(Element out, Kind kind) {
    ++at_;
    out.kind = kind;
    out.text = name();
    return out;
  }
  Element group(const Element& repetition) {
    ++at_;
    Element out = choices();
    if (peek() != ')') fail("a ')' is missing");
    ++at_;
    out.least = repetition.least;
    out.most = repetition.most;
    return out;
  }

  std::string literal() {
    std::string out;
    for (++at_; peek() != '"'; ++at_) {
      if (at_ >= text_.size()) fail("a quote is not closed");
      out += text_[at_] == '\\' ? escaped() : text_[at_];
    }
    ++at_;
    return out;
  }

  char escaped() {
    ++at_;
    switch (peek()) {
      case 'r': return '\r';
      case 'n': return '\n';
      case 't': return '\t';
      case 'x': {
        unsigned value = 0;
        const char* const from = text_.data() + at_ + 1;
        if (at_ + 2 >= text_.size() || std::from_chars(from, from + 2, value, 16).ptr != from + 2)
          fail("\\x needs two digits");
        at_ += 2;
        return static_cast<char>(value);
      }
      case '"':
      case '\\': return text_[at_];
      default: fail("an unknown escape");
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// Lines with their continuations.
std::vector<std::string> logical_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == ' ' && !lines.empty())
      lines.back().append("\n").append(line);
    else
      lines.emplace_back(line);
  }
  return lines;
}

}  // namespace

Grammar::Grammar(std::string_view text) {
  for (const std::string& line : logical_lines(text)) {
    const std::size_t equals = line.find(" = ");
    if (equals == line.npos) throw std::runtime_error("no ' = ' in: " + line);
    std::string name = line.substr(0, equals);
    if (name.starts_with("case ")) {
      const std::size_t space = name.find(' ', 5);
      if (space == name.npos) throw std::runtime_error("a case needs an id and a name: " + line);
      starts_.push_back({name.substr(5, space - 5), name.substr(space + 1)});
      name = starts_.back().name;
    }
    Reader reader(std::string_view(line).substr(equals + 3));
    Element rule = reader.choices();
    if (!reader.at_end()) throw std::runtime_error("a ')' too many in: " + line);
    if (!rules_.emplace(name, std::move(rule)).second)
      throw std::runtime_error("a second rule of this name: " + line);
  }
  for (const auto& [name, rule] : rules_) check_names(rule);
}

void Grammar::check_names(const Element& element) const {
  const bool names_rule = element.kind == Kind::rule || element.kind == Kind::memo ||
                          element.kind == Kind::length || element.kind == Kind::hex_length;
  if (names_rule && !rules_.contains(element.text))
    throw std::runtime_error("no rule of the name " + element.text);
  for (const auto& choice : element.choices)
    for (const Element& part : choice) check_names(part);
}

// One message in the making.
class Grammar::Expansion {
 public:
  Expansion(const Grammar& grammar, Draw& draw) : grammar_(grammar), draw_(draw) {}

  void expand(const Element& element, std::string& out) {
    const std::size_t times = element.least + draw_.below(element.most - element.least + 1);
    for (std::size_t i = 0; i < times; ++i) once(element, out);
  }
  std::string mark_of(const std::string& bytes) const {
    return begin_ && end_ ? bytes.substr(*begin_, *end_ - *begin_) : std::string();
  }

 private:
  void once(const Element& element, std::string& out) {
    switch (element.kind) {
      case Kind::literal: out += element.text; return;
      case Kind::rule: return expand(grammar_.rules_.at(element.text), out);
      case Kind::memo: out += remembered(element.text); return;
      case Kind::length: out += std::to_string(remembered(element.text).size()); return;
      case Kind::hex_length: {
        char digits[16];
        const auto end =
            std::to_chars(digits, digits + sizeof digits, remembered(element.text).size(), 16);
        out.append(digits, end.ptr);
        return;
      }
      case Kind::mark_begin:
        if (!begin_) begin_ = out.size();
        return;
      case Kind::mark_end: end_ = out.size(); return;
      case Kind::group: break;
    }
    for (const Element& part : element.choices[draw_.below(element.choices.size())])
      expand(part, out);
  }

  // Without marks: their places are those of the message itself.
  const std::string& remembered(const std::string& name) {
    const auto found = memos_.find(name);
    if (found != memos_.end()) return found->second;
    std::string text;
    Expansion inner(grammar_, draw_);
    inner.memos_.swap(memos_);
    inner.expand(grammar_.rules_.at(name), text);
    inner.memos_.swap(memos_);
    return memos_.emplace(name, std::move(text)).first->second;
  }

  const Grammar& grammar_;
  Draw& draw_;
  std::map<std::string, std::string> memos_;
  std::optional<std::size_t> begin_;
  std::optional<std::size_t> end_;
};

Derivation Grammar::derive(const std::string& name, Draw& draw) const {
  Expansion expansion(*this, draw);
  Derivation out;
  expansion.expand(rules_.at(name), out.bytes);
  out.mark = expansion.mark_of(out.bytes);
  return out;
}

}  // namespace meridian::differential
