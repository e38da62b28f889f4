#include "meridian/service/cli/simulate.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "meridian/service/cli/exit_codes.hpp"
#include "meridian/service/what_if/json_text.hpp"
#include "meridian/service/what_if/simulation_story.hpp"
#include "service/cli/simulate_sample.hpp"
#include "service/cli/simulate_world.hpp"

namespace meridian::cli {

namespace {

int cannot_simulate(std::ostream& err, std::string_view context) {
  err << "meridian simulate: error: " << context << '\n';
  return kUsage;
}

bool harms(const replay::ServiceChange& service) {
  return service.clients_refused != 0 || service.after.fence_violations != 0;
}

}  // namespace

int simulate(const SimulateOptions& options, std::ostream& out, std::ostream& err) {
  if (options.log.empty() == (options.clients == 0))
    return cannot_simulate(err, "name one sample of the traffic: --log FILE or --clients N");
  const auto loaded = SimulateWorld::load(options);
  if (const auto* complaints = std::get_if<Complaints>(&loaded)) {
    for (const std::string& complaint : *complaints) err << complaint << '\n';
    return kUsage;
  }
  const auto& world = std::get<SimulateWorld>(loaded);
  replay::Simulation simulation(world.before(), world.after());
  const auto sample = options.log.empty() ? add_drawn_clients(options, world, simulation)
                                          : add_log(options.log, world, simulation);
  if (!sample) return cannot_simulate(err, sample.error().context);
  const replay::SimulationReport report = simulation.report();
  const what_if::SimulationStory story{*sample, report};
  if (options.json)
    out << what_if::json_text(to_json(story));
  else
    write_text(story, out);
  return std::any_of(report.services.begin(), report.services.end(), harms) ? kNegative : kDone;
}

}  // namespace meridian::cli
