#include "meridian/core/config/parse.hpp"

#include "core/config/checks.hpp"
#include "core/config/digest.hpp"
#include "core/config/keys.hpp"

namespace meridian::config {

ParseOutcome parse_config(std::string_view text, std::string_view directory) {
  Scope scope;
  scope.directory = directory;
  const auto tree = read_tree(text, scope.report);
  if (!tree) return scope.report.take();

  Config config;
  preset_section(root_section(), config);
  if (read_section(Cursor(*tree, "", scope), root_section(), config)) {
    complete_geo_steps(config);
    check_config(config, scope);
  }
  if (!scope.report.empty()) return scope.report.take();
  config.files = std::move(scope.files);
  config.source = text;
  config.topology_digest = digest_topology(config);
  return config;
}

}  // namespace meridian::config
