#include "tests/tidy/function_scan.hpp"

#include <cctype>
#include <regex>
#include <utility>

namespace meridian::tidy {

namespace {

bool word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':' || c == '~';
}

std::string name_in(const std::string& head) {
  static const std::regex test(R"((TEST\w*)\s*\(\s*(\w+)\s*,\s*(\w+)\s*\))");
  std::smatch match;
  if (std::regex_search(head, match, test))
    return match[1].str() + "(" + match[2].str() + ", " + match[3].str() + ")";
  std::size_t end = head.find('(');
  if (head.find("operator()") != head.npos) return "operator()";
  while (end > 0 && std::isspace(static_cast<unsigned char>(head[end - 1])) != 0) --end;
  std::size_t begin = end;
  while (begin > 0 && word_char(head[begin - 1])) --begin;
  return head.substr(begin, end - begin);
}

// Walks the text once. `head_` is what stands before a brace since the last statement ended; a
// scope is a brace whose inside holds declarations, a function is skipped to its closing brace.
class Scanner {
 public:
  explicit Scanner(std::string_view code) : code_(code) {}

  std::vector<FunctionSpan> run() {
    for (; at_ < code_.size(); ++at_) step(code_[at_]);
    return std::move(found_);
  }

 private:
  void step(char c) {
    if (c == '\n') ++line_;
    if (c == '#' && only_space()) return skip_directive();
    if (c == '(') ++parens_;
    if (c == ')') --parens_;
    if (c == '{') return open();
    if (c == ';' || c == '}') {
      if (parens_ == 0) head_.clear();
      return;
    }
    const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (!space) head_ += c;
    if (space && !head_.empty() && head_.back() != ' ') head_ += ' ';
  }

  bool only_space() const { return head_.find_first_not_of(" \t\n") == head_.npos; }

  void skip_directive() {
    while (at_ < code_.size() && (code_[at_] != '\n' || code_[at_ - 1] == '\\')) {
      if (code_[at_] == '\n') ++line_;
      ++at_;
    }
    ++line_;
  }

  void open() {
    if (parens_ > 0 || initialises()) {
      skip_braces();
      head_ += "{}";
      return;
    }
    if (head_.find('(') == head_.npos || declares_type()) {
      head_.clear();  // a namespace or a type: its inside is declarations again
      return;
    }
    const int first = line_;
    skip_braces();
    found_.push_back({name_in(head_), first, line_ - first + 1});
    head_.clear();
  }

  // A brace that belongs to an initialiser: after '=', in a variable, or in a constructor's list.
  bool initialises() const {
    const std::size_t last = head_.find_last_not_of(" \t\n");
    if (last == head_.npos) return false;
    if (head_[last] == '=' || head_[last] == ',') return true;
    static const std::regex scope(R"(\b(namespace|class|struct|union|enum|extern)\b)");
    if (head_.find('(') == head_.npos) return !std::regex_search(head_, scope);
    // "A(int x) : b_" before the brace is a member's; ") const" and ") {" are not.
    static const std::regex list(R"(\)\s*(noexcept\s*)?:[^:].*[\w>]$)");
    return std::regex_search(head_.substr(0, last + 1), list);
  }

  bool declares_type() const {
    static const std::regex type(
        R"(^\s*(template\s*<[^{]*>\s*)?(class|struct|union|enum)\b[^()]*$)");
    return std::regex_search(head_, type);
  }

  // From an opening brace to the closing one of the same depth.
  void skip_braces() {
    int depth = 0;
    for (; at_ < code_.size(); ++at_) {
      if (code_[at_] == '\n') ++line_;
      if (code_[at_] == '{') ++depth;
      if (code_[at_] == '}' && --depth == 0) return;
    }
  }

  std::string_view code_;
  std::size_t at_ = 0;
  int line_ = 1;
  int parens_ = 0;
  std::string head_;
  std::vector<FunctionSpan> found_;
};

}  // namespace

std::vector<FunctionSpan> functions_of(std::string_view code) {
  return Scanner(code).run();
}

}  // namespace meridian::tidy
