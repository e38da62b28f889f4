#include "meridian/service/cli/check.hpp"

#include <ostream>

#include "meridian/service/cli/exit_codes.hpp"
#include "meridian/service/cli/load_config.hpp"

namespace meridian::cli {
namespace {

int refuse(const Complaints& complaints, std::ostream& err) {
  for (const std::string& complaint : complaints) err << complaint << '\n';
  return kUsage;
}

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace

int check(const std::string& file, std::ostream& out, std::ostream& err) {
  const LoadOutcome outcome = load_config(file);
  if (const auto* complaints = std::get_if<Complaints>(&outcome)) return refuse(*complaints, err);
  const auto& config = std::get<config::Config>(outcome);
  const Complaints unreadable = find_unreadable_files(config, file);
  if (!unreadable.empty()) return refuse(unreadable, err);
  out << file << ": ok: " << counted(config.listeners.size(), "listener") << ", "
      << counted(config.regions.size(), "region") << ", "
      << counted(config.services.size(), "service") << ", "
      << counted(config.fences.size(), "fence") << ", " << counted(config.routes.size(), "route")
      << '\n';
  for (const std::string& surprise : find_surprises(config, file)) err << surprise << '\n';
  return kDone;
}

}  // namespace meridian::cli
