#include "core/config/yaml_tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <utility>

#include "core/config/utf8.hpp"
#include "meridian/core/base/check.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::config {

const Node* Node::find(std::string_view name) const {
  for (const Node& child : children) {
    if (child.key == name) return &child;
  }
  return nullptr;
}

namespace {

Position position_of(const YAML::Mark& mark) {
  return {mark.line + 1, mark.column + 1};
}

std::string to_text(Position at) {
  return std::to_string(at.line) + ":" + std::to_string(at.column);
}

// Thrown through the parser by TreeBuilder after it reported why; caught in parse_document.
struct Stop {};

// Builds the tree from the parser's events.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(Report& report) : report_(report) {}

  std::optional<Node> take() { return std::move(root_); }
  // Where the innermost list or map that is still open begins.
  std::optional<Position> innermost_open() const {
    if (open_.empty()) return std::nullopt;
    return open_.back().node.at;
  }
  std::string path() const;

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override;
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    std::map<std::string, Position> keys;  // map: those seen
    bool has_key = false;                  // map: `key` waits for its value
    bool duplicate = false;                // `key` was there before
    std::string key;
    Position key_at;
  };

  bool expects_key() const {
    return !open_.empty() && open_.back().node.kind == Node::Kind::map && !open_.back().has_key;
  }
  [[noreturn]] void stop(Position at, std::string text, std::string remedy);
  void refuse_extras(Position at, const std::string& tag, YAML::anchor_t anchor);
  void take_key(Position at, const std::string& name);
  void open(Position at, Node::Kind kind);
  void close();
  void add(Node node);

  Report& report_;
  std::vector<Open> open_;
  std::optional<Node> root_;
};

std::string TreeBuilder::path() const {
  std::string path;
  for (const Open& open : open_) {
    if (open.node.kind == Node::Kind::list) {
      path += "[" + std::to_string(open.node.children.size()) + "]";
    } else if (open.has_key) {
      path += (path.empty() ? "" : ".") + open.key;
    }
  }
  return path;
}

void TreeBuilder::stop(Position at, std::string text, std::string remedy) {
  report_.error(at, path(), std::move(text), std::move(remedy));
  throw Stop{};
}

// "?" is a plain value without a tag, "!" one in quotes; both say that none was written.
void TreeBuilder::refuse_extras(Position at, const std::string& tag, YAML::anchor_t anchor) {
  if (anchor != 0) {
    report_.error(at, path(), "anchors (`&name`) are not allowed", "write the value itself");
  }
  if (!tag.empty() && tag != "?" && tag != "!") {
    report_.error(at, path(), "tags (`!name`) are not allowed", "write the value alone");
  }
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const Position at = position_of(mark);
  refuse_extras(at, "", anchor);
  if (expects_key()) stop(at, "a key is missing in front of `:`", "write `key: value`");
  Node node;
  node.at = at;
  add(std::move(node));
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  const Position at = position_of(mark);
  if (expects_key()) stop(at, "aliases (`*name`) are not allowed", "write the key itself");
  report_.error(at, path(), "aliases (`*name`) are not allowed", "write the value itself");
  Node node;
  node.at = at;
  add(std::move(node));
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  const Position at = position_of(mark);
  refuse_extras(at, tag, anchor);
  if (expects_key()) return take_key(at, value);
  Node node;
  node.kind = Node::Kind::scalar;
  node.quoted = tag == "!";
  node.text = value;
  node.at = at;
  add(std::move(node));
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value) {
  refuse_extras(position_of(mark), tag, anchor);
  open(position_of(mark), Node::Kind::list);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value) {
  refuse_extras(position_of(mark), tag, anchor);
  open(position_of(mark), Node::Kind::map);
}

void TreeBuilder::take_key(Position at, const std::string& name) {
  Open& open = open_.back();
  open.has_key = true;
  open.key = name;
  open.key_at = at;
  const auto [first, added] = open.keys.emplace(name, at);
  open.duplicate = !added;
  if (!added) {
    report_.error(at, path(), "is given twice, first at " + to_text(first->second),
                  "keep one of the two");
  }
}

void TreeBuilder::open(Position at, Node::Kind kind) {
  if (expects_key()) stop(at, "a list or map cannot be a key", "write `key: value`");
  if (open_.size() == static_cast<std::size_t>(limits::kConfigDepthMax)) {
    stop(at, "is nested more than " + std::to_string(limits::kConfigDepthMax) + " levels deep",
         "check the brackets and the indentation");
  }
  Open open;
  open.node.kind = kind;
  open.node.at = at;
  open_.push_back(std::move(open));
}

void TreeBuilder::close() {
  MERIDIAN_CHECK(!open_.empty());
  Node node = std::move(open_.back().node);
  open_.pop_back();
  add(std::move(node));
}

void TreeBuilder::add(Node node) {
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Open& parent = open_.back();
  if (parent.node.kind == Node::Kind::map) {
    node.key = parent.key;
    node.key_at = parent.key_at;
    parent.has_key = false;
    if (parent.duplicate) return;
  }
  parent.node.children.push_back(std::move(node));
}

// Stops at the first sign of a second document.
class NothingMore final : public YAML::EventHandler {
 public:
  Position at() const { return at_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    at_ = position_of(mark);
    throw Stop{};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  Position at_;
};

std::string_view line_of(std::string_view text, int number) {
  for (int line = 1; line < number; ++line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

// The first tab in the indentation of a line that holds more than a comment, up to `last_line`.
std::optional<Position> find_indenting_tab(std::string_view text, int last_line) {
  for (int line = 1; line <= last_line && !text.empty(); ++line) {
    const std::string_view current = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), current.size() + 1));
    const std::size_t begin = current.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos || current[begin] == '#') continue;
    const std::size_t tab = current.substr(0, begin).find('\t');
    if (tab != std::string_view::npos) return Position{line, static_cast<int>(tab) + 1};
  }
  return std::nullopt;
}

// `[::]:80` and `"a"b`: the parser fails right behind a value that is complete.
bool follows_closing_mark(std::string_view text, Position at) {
  const std::string_view line = line_of(text, at.line);
  const auto index = static_cast<std::size_t>(at.column) - 1;
  if (index == 0 || index >= line.size()) return false;
  constexpr std::string_view kMarks = "]}\"'";
  return kMarks.find(line[index - 1]) != std::string_view::npos && line[index] != ' ';
}

struct Translation {
  std::string_view from;  // how yaml-cpp's message begins
  std::string_view text;
  std::string_view remedy;
};

constexpr std::string_view kIndentation =
    "keys of one section start in the same column, and a value follows `key: ` on its line or is "
    "indented below it";

constexpr std::array<Translation, 13> kTranslations{{
    {"illegal map value", "`:` is not allowed here",
     "check the indentation of this line and the one above; a value that contains `: ` needs "
     "quotes"},
    {"end of map not found", "this line does not fit the ones above", kIndentation},
    {"end of sequence not found", "this line does not fit the list above",
     "the items of one list start with `- ` in the same column"},
    {"illegal block entry", "a list item (`- `) is not allowed here",
     "start the list on the line below its key"},
    {"end of map flow", "`{` is never closed", "close it with `}`"},
    {"end of sequence flow", "`[` is never closed", "close it with `]`"},
    {"illegal flow end", "this bracket closes nothing", "remove it or open it before"},
    {"illegal EOF in scalar", "a quoted value is never closed", "add the missing quote"},
    {"illegal document indicator in scalar", "a quoted value is never closed",
     "add the missing quote"},
    {"the referenced anchor is not defined", "aliases (`*name`) are not allowed",
     "write the value itself; a value that begins with `*` needs quotes"},
    {"unknown token", "a value cannot begin with this character", "put the value in quotes"},
    {"unknown escape character", "this escape is not known in double quotes",
     "use single quotes, where a backslash is itself"},
    {"illegal tab", "a tab is used for indentation", "use spaces"},
}};

void report_exception(const YAML::Exception& exception, const TreeBuilder& builder,
                      std::string_view text, Report& report) {
  Position at = position_of(exception.mark);
  const std::string_view message = exception.msg;
  // At the end of the input yaml-cpp has no place; the opening bracket is the better one anyway.
  if (message.find(" flow not found") != std::string_view::npos) {
    at = builder.innermost_open().value_or(at);
  }
  at = {std::max(at.line, 1), std::max(at.column, 1)};
  if (const auto tab = find_indenting_tab(text, at.line)) {
    report.error(*tab, builder.path(), "a tab is used for indentation",
                 "YAML allows spaces only: write two spaces instead of each tab");
    return;
  }
  if (follows_closing_mark(text, at)) {
    report.error(at, builder.path(), "text follows a closing bracket or quote",
                 "put the whole value in quotes, and check that every quote is closed");
    return;
  }
  const auto* const found =
      std::find_if(kTranslations.begin(), kTranslations.end(),
                   [message](const Translation& t) { return message.rfind(t.from, 0) == 0; });
  if (found != kTranslations.end()) {
    report.error(at, builder.path(), std::string(found->text), std::string(found->remedy));
    return;
  }
  report.error(at, builder.path(), "this is not YAML: " + std::string(message),
               "check this line and the one above");
}

// Asks for one document and then, once, for the next one. yaml-cpp 0.7 answers "there is one" for
// ever at some inputs, so nothing here may loop until it says no.
std::optional<Node> parse_document(std::string_view text, Report& report) {
  std::istringstream input{std::string(text)};
  TreeBuilder builder(report);
  NothingMore rest;
  try {
    YAML::Parser parser(input);
    if (!parser.HandleNextDocument(builder)) {
      report.error({}, "", "the file is empty", "start from conf/examples/minimal.yaml");
      return std::nullopt;
    }
    parser.HandleNextDocument(rest);
  } catch (const YAML::Exception& exception) {
    report_exception(exception, builder, text, report);
    return std::nullopt;
  } catch (const Stop&) {
    if (builder.innermost_open()) return std::nullopt;
    const bool marker = line_of(text, rest.at().line).rfind("---", 0) == 0;
    report.error(rest.at(), "",
                 marker ? "a second document begins here" : "this line does not fit the ones above",
                 marker ? "a config is one document: remove this line and merge the two"
                        : std::string(kIndentation));
    return std::nullopt;
  }
  return builder.take();
}

Position position_at(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto lines = std::count(before.begin(), before.end(), '\n');
  return {static_cast<int>(lines) + 1, static_cast<int>(offset - line_start) + 1};
}

}  // namespace

std::optional<Node> read_tree(std::string_view text, Report& report) {
  if (text.size() > limits::kConfigBytesMax) {
    report.error({}, "", "the file is larger than 1 MiB", "a config of this size is not supported");
    return std::nullopt;
  }
  if (const auto bad = find_bad_byte(text)) {
    report.error(position_at(text, bad->offset), "",
                 bad->control ? "a control character is not allowed" : "this is not UTF-8 text",
                 bad->control ? "remove it" : "save the file as UTF-8");
    return std::nullopt;
  }
  return parse_document(text, report);
}

}  // namespace meridian::config
