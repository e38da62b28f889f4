// conf/meridian.yaml documents every key. A line `#key: value` there is a key that is switched off
// and shows its default; where an example of the same key stands in front of it, the line replaces
// it. Read with these lines switched on, the file must hold every key of the table, and the values
// of these lines must be the table's defaults.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "config_text.hpp"
#include "core/config/keys.hpp"
#include "core/config/scalars.hpp"
#include "tests/support/source_tree.hpp"

namespace meridian::config {
namespace {

std::string read_text(const std::string& name) {
  std::ifstream file(test::source_tree() / "conf" / name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// "    #key: value" -> "    key"; empty for every other line.
std::string switched_off_key(const std::string& line) {
  const std::size_t hash = line.find_first_not_of(' ');
  if (hash == std::string::npos || line[hash] != '#') return {};
  const std::size_t colon = line.find(':', hash);
  if (colon == std::string::npos || hash + 1 >= line.size()) return {};
  const std::string word = line.substr(hash + 1, colon - hash - 1);
  if (!is_name(word)) return {};
  return line.substr(0, hash) + word;
}

struct Reference {
  std::string text;
  std::set<int> switched_on;  // line numbers, from 1
};

Reference switch_on(const std::string& text) {
  std::vector<std::string> lines;
  std::set<std::size_t> defaults;
  std::istringstream input(text);
  for (std::string line; std::getline(input, line);) {
    const std::string key = switched_off_key(line);
    if (!key.empty()) {
      line.erase(line.find('#'), 1);
      defaults.insert(lines.size());
      for (std::size_t i = lines.size(); i > 0 && i + 3 > lines.size(); --i) {
        if (lines[i - 1].rfind(key + ":", 0) == 0) lines[i - 1] = "# replaced";
      }
    }
    lines.push_back(line);
  }
  Reference reference;
  for (std::size_t i = 0; i < lines.size(); ++i) reference.text += lines[i] + "\n";
  for (const std::size_t line : defaults) reference.switched_on.insert(static_cast<int>(line) + 1);
  return reference;
}

std::string to_text(const Node& node) {
  if (node.kind == Node::Kind::scalar) return node.text.empty() ? "\"\"" : node.text;
  std::string text;
  for (const Node& child : node.children) text += (text.empty() ? "" : ", ") + to_text(child);
  return "[" + text + "]";
}

// Every value of the file under the path that the table gives it.
class Written {
 public:
  explicit Written(const Reference& reference) : reference_(reference) {
    Report report;
    const auto tree = read_tree(reference.text, report);
    for (const Diagnostic& error : report.take()) ADD_FAILURE() << format(error, "meridian.yaml");
    if (tree) add(*tree, "");
  }
  std::set<std::string> paths;
  std::set<std::pair<std::string, std::string>> defaults;  // path, value of a switched-off line

 private:
  void add(const Node& node, const std::string& path) {
    paths.insert(path);
    const bool item = !path.empty() && path.back() == ']';  // shown by its list
    const bool section = node.kind == Node::Kind::map;
    if (reference_.switched_on.count(node.at.line) != 0 && !item && !section) {
      defaults.emplace(path, to_text(node));
    }
    for (const Node& child : node.children) {
      if (node.kind == Node::Kind::list) {
        // `- priority` stands for `- priority: ..`
        const bool word = child.kind == Node::Kind::scalar && path == "services.*.steps";
        add(child, word ? path + "[]." + child.text : path + "[]");
        continue;
      }
      const bool named = path == "regions" || path == "services" || path == "fences" ||
                         path == "services.*.upstreams";
      add(child, path.empty() ? child.key : path + "." + (named ? "*" : child.key));
    }
  }

  const Reference& reference_;
};

TEST(Documentation, TheReferenceConfigIsValid) {
  for (const std::string& error : errors_of(read_text("meridian.yaml"))) ADD_FAILURE() << error;
}

TEST(Documentation, TheExamplesAreValid) {
  for (const std::string& error : errors_of(read_text("examples/minimal.yaml"))) {
    ADD_FAILURE() << error;
  }
}

TEST(Documentation, EveryKeyOfTheTableIsInTheReferenceConfig) {
  const Reference reference = switch_on(read_text("meridian.yaml"));
  const Written written(reference);
  ASSERT_GT(all_rows().size(), 100U);
  for (const KeyRow& row : all_rows()) {
    EXPECT_EQ(written.paths.count(row.path), 1U) << row.path << " is not documented";
  }
}

TEST(Documentation, EveryDefaultInTheReferenceConfigIsTheTablesDefault) {
  const Reference reference = switch_on(read_text("meridian.yaml"));
  const Written written(reference);
  for (const KeyRow& row : all_rows()) {
    if (row.fallback == kRequired || row.fallback == kUnset) continue;
    EXPECT_EQ(written.defaults.count({row.path, row.fallback}), 1U)
        << row.path << " is not shown as `#key: " << row.fallback << "`";
  }
  for (const auto& [path, value] : written.defaults) {
    const bool known = std::any_of(all_rows().begin(), all_rows().end(), [&](const KeyRow& row) {
      return row.path == path && row.fallback == value;
    });
    EXPECT_TRUE(known) << path << ": " << value << " is shown as a default and is none";
  }
}

TEST(Documentation, TheReferenceListsEveryKeyOnce) {
  const std::string text = reference();
  std::set<std::string> paths;
  for (const KeyRow& row : all_rows()) {
    EXPECT_TRUE(paths.insert(row.path).second) << row.path;
    EXPECT_NE(text.find("| `" + row.path + "` |"), std::string::npos) << row.path;
    EXPECT_FALSE(row.meaning.empty()) << row.path;
  }
}

}  // namespace
}  // namespace meridian::config
