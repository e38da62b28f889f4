#include "core/config/key.hpp"

#include "meridian/core/base/check.hpp"

namespace meridian::config {

Node node_of_default(std::string_view text) {
  Node node;
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') {
    node.kind = Node::Kind::list;
    text = text.substr(1, text.size() - 2);
    while (!text.empty()) {
      const std::size_t end = text.find(", ");
      node.children.push_back(node_of_default(text.substr(0, end)));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    }
    return node;
  }
  node.kind = Node::Kind::scalar;
  node.text = text == "\"\"" ? "" : std::string(text);
  return node;
}

void check_default(const Scope& scope, std::string_view text) {
  MERIDIAN_CHECK(scope.report.empty());
  MERIDIAN_CHECK(!text.empty());
}

}  // namespace meridian::config
