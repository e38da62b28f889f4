#include "app/run.hpp"

#include <unistd.h>

#include <array>
#include <csignal>
#include <iostream>

#include "app/edge.hpp"
#include "meridian/io/observability/log.hpp"
#include "meridian/service/cli/exit_codes.hpp"
#include "meridian/service/cli/load_config.hpp"

namespace meridian::app {

namespace {

int print(const cli::Complaints& complaints) {
  for (const std::string& complaint : complaints) std::cerr << complaint << "\n";
  return cli::kUsage;
}

int fail(const Error& error) {
  observability::log_error("edge", error.context);
  return cli::kUnreachable;
}

// Read at the start, when the file is still the one that was started: an upgrade begins what stands
// under its name by then. Empty where there is no /proc.
std::string own_program() {
  std::array<char, 4096> path;
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
  return {path.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

}  // namespace

int run(const std::string& config_file, const std::string& announce_file) {
  std::signal(SIGPIPE, SIG_IGN);
  auto outcome = cli::load_config(config_file);
  if (const auto* wrong = std::get_if<cli::Complaints>(&outcome)) return print(*wrong);
  auto config =
      std::make_shared<const config::Config>(std::get<config::Config>(std::move(outcome)));
  const cli::Complaints unreadable = cli::find_unreadable_files(*config, config_file);
  if (!unreadable.empty()) return print(unreadable);
  observability::start_log(config->log.level);
  for (const std::string& surprise : cli::find_surprises(*config, config_file))
    observability::log_warning("config", surprise);
  auto inherited = Inherited::from_environment();
  if (inherited.has_error()) return fail(inherited.error());
  auto edge =
      Edge::start({config_file, announce_file, own_program(), std::move(*inherited)}, config);
  if (edge.has_error()) return fail(edge.error());
  (*edge)->run();
  return cli::kDone;
}

}  // namespace meridian::app
