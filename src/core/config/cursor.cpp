#include "core/config/cursor.hpp"

#include <algorithm>
#include <utility>

#include "meridian/core/base/text.hpp"

namespace meridian::config {
namespace {

constexpr std::size_t kQuotedBytesMax = 64;

std::string_view to_string(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::null: return "nothing";
    case Node::Kind::scalar: return "a single value";
    case Node::Kind::list: return "a list";
    case Node::Kind::map: return "a section of keys";
  }
  return "";
}

std::string_view shape_of(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::null: return "";
    case Node::Kind::scalar: return "write it behind `key: `, without `- ` or brackets";
    case Node::Kind::list: return "write `[a, b]`, or one `- item` for each line";
    case Node::Kind::map: return "write one `key: value` for each line, indented below";
  }
  return "";
}

}  // namespace

Position Scope::position_of(std::string_view path) const {
  while (!path.empty()) {
    const auto found = seen.find(path);
    if (found != seen.end()) return found->second;
    const std::size_t end = path.find_last_of(".[");
    path = path.substr(0, end == std::string_view::npos ? 0 : end);
  }
  return {};
}

void Scope::error(std::string_view path, std::string text, std::string remedy) {
  report.error(position_of(path), std::string(path), std::move(text), std::move(remedy));
}

Cursor::Cursor(const Node& node, std::string path, Scope& scope)
    : node_(&node), path_(std::move(path)), scope_(&scope) {
  scope_->seen.emplace(path_, position());
}

// A value is best found by itself, a section, and a value that is not there, by its key.
Position Cursor::position() const {
  const bool value = node_->kind == Node::Kind::scalar;
  return value || node_->key.empty() ? node_->at : node_->key_at;
}

Cursor Cursor::entry(const Node& child) const {
  return {child, path_.empty() ? child.key : path_ + "." + child.key, *scope_};
}

Cursor Cursor::item(std::size_t index) const {
  return {node_->children[index], path_ + "[" + std::to_string(index) + "]", *scope_};
}

bool Cursor::error(std::string text, std::string remedy) const {
  scope_->report.error(position(), path_, std::move(text), std::move(remedy));
  return false;
}

bool Cursor::is(Node::Kind kind, std::string_view wanted) const {
  if (node_->kind == kind) return true;
  if (node_->kind == Node::Kind::null) {
    if (scope_->report.failed_within(path_)) return false;  // an alias, refused already
    return error("has no value", "write " + std::string(wanted) + ", or remove the line");
  }
  const std::string found(to_string(node_->kind));
  const bool unmarked = node_->kind == Node::Kind::map && kind == Node::Kind::list;
  return error("is " + found + " where " + std::string(wanted) + " belongs",
               unmarked ? "begin each item with `- `" : std::string(shape_of(kind)));
}

std::string one_of(std::string_view word, std::vector<std::string_view> allowed) {
  if (const auto near = nearest_word(word, allowed)) {
    const auto found = std::find(allowed.begin(), allowed.end(), *near);
    std::rotate(allowed.begin(), found, found + 1);
  }
  std::string text = allowed.size() == 1 ? "write " : "write one of ";
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::string(allowed[i]);
  }
  return text;
}

std::string quoted(std::string_view text) {
  if (text.size() <= kQuotedBytesMax) return "`" + std::string(text) + "`";
  std::size_t end = kQuotedBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return "`" + std::string(text.substr(0, end)) + "…`";
}

}  // namespace meridian::config
