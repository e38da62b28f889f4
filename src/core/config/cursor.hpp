// A value of the file together with its path ("services.api.upstreams.eu.weight"): what a reader of
// keys is given, and where it reports. The tree and the scope outlive every cursor.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/report.hpp"
#include "core/config/yaml_tree.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::config {

// What one parse collects on its way.
struct Scope {
  Report report;
  std::string directory;                              // relative paths start here; may be empty
  std::map<std::string, Position, std::less<>> seen;  // path -> where it was written
  std::vector<FileReference> files;

  // Of the path, or of the innermost section around it that was written.
  Position position_of(std::string_view path) const;
  void error(std::string_view path, std::string text, std::string remedy);
};

class Cursor {
 public:
  Cursor(const Node& node, std::string path, Scope& scope);

  const Node& node() const { return *node_; }
  const std::string& path() const { return path_; }
  Scope& scope() const { return *scope_; }
  Position position() const;

  Cursor entry(const Node& child) const;  // of a map
  Cursor item(std::size_t index) const;   // of a list
  // Reports; always false, so that a reader can return it.
  bool error(std::string text, std::string remedy) const;
  // Whether the node is of this kind; reports otherwise. `wanted`: "a list of host:port".
  bool is(Node::Kind kind, std::string_view wanted) const;

 private:
  const Node* node_;
  std::string path_;
  Scope* scope_;
};

// "write one of a, b, c", the one nearest to `word` first.
std::string one_of(std::string_view word, std::vector<std::string_view> allowed);
std::string quoted(std::string_view text);  // `text`, cut where it is long

}  // namespace meridian::config
