#include "service/cli/simulate_sample.hpp"

#include <algorithm>

#include "meridian/core/base/limits.hpp"
#include "meridian/core/base/text.hpp"
#include "meridian/core/replay/logged_request.hpp"
#include "meridian/service/what_if/client_draw.hpp"
#include "service/cli/log_lines.hpp"

namespace meridian::cli {

namespace {

replay::Sample sample_of(replay::LoggedRequest logged) {
  replay::Sample sample;
  sample.client = logged.client;
  sample.host = std::move(logged.host);
  sample.path = std::move(logged.path);
  sample.method = std::move(logged.method);
  sample.headers = std::move(logged.headers);
  sample.pin = std::move(logged.pin);
  sample.request_key = logged.request_key;
  return sample;
}

// Of "2024-06-11T11:14:56.789012Z", the form of the log.
std::optional<double> seconds_of(std::string_view time) {
  if (time.size() != 27) return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t size) {
    return parse_decimal(time.substr(at, size)).value_or(0);
  };
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(part(0, 4))),
                                         std::chrono::month(static_cast<unsigned>(part(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(part(8, 2)))};
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return static_cast<double>(days) * 86400 +
         static_cast<double>(part(11, 2) * 3600 + part(14, 2) * 60 + part(17, 2)) +
         static_cast<double>(part(20, 6)) / 1e6;
}

}  // namespace

Result<what_if::SampleSummary> add_log(const std::string& path, const SimulateWorld& world,
                                       replay::Simulation& simulation) {
  auto lines = LogLines::open(path);
  if (!lines) return lines.error();
  what_if::SampleSummary summary;
  std::uint64_t count = 0;
  std::optional<double> first;
  double last = 0;
  for (std::string_view line; count < limits::kSimulatedRequestsMax && lines->next(line);) {
    auto logged = replay::parse_logged_request(line);
    if (!logged) {
      ++summary.skipped[to_string(logged.error())];
      continue;
    }
    if (const auto at = seconds_of(logged->time)) {
      first = std::min(first.value_or(*at), *at);
      last = std::max(last, *at);
    }
    replay::Sample sample = sample_of(std::move(*logged));
    world.locate(sample);
    simulation.add(sample);
    ++count;
  }
  if (first && last > *first) summary.seconds = last - *first;
  summary.text = std::to_string(count) + " requests of an access log";
  return summary;
}

Result<what_if::SampleSummary> add_drawn_clients(const SimulateOptions& options,
                                                 const SimulateWorld& world,
                                                 replay::Simulation& simulation) {
  std::vector<replay::Sample> requests = replay::requests_for_services(world.before());
  if (options.clients > limits::kSimulatedRequestsMax / std::max<std::size_t>(1, requests.size()))
    return Error{ErrorCode::limit, ErrorSource::client, false,
                 "more than " + std::to_string(limits::kSimulatedRequestsMax) +
                     " requests, one of each client to each service; ask for fewer clients"};
  std::uint64_t drawn = 0;
  for (std::uint64_t i = 0; drawn < options.clients; ++i) {
    if (i >= what_if::kDrawsPerClientMax * options.clients)
      return Error{ErrorCode::limit, ErrorSource::file, false,
                   "the GeoIP database knows too few addresses to draw clients from; use --log"};
    const auto client = what_if::draw_client(options.seed, i);
    if (!client || !world.knows(client->address)) continue;
    ++drawn;
    for (replay::Sample& sample : requests) {
      sample.client = client->address;
      sample.request_key = client->request_key;
      world.locate(sample);
      simulation.add(sample);
    }
  }
  what_if::SampleSummary summary;
  summary.text = std::to_string(drawn) + " clients drawn with seed " +
                 std::to_string(options.seed) + ", uniformly over the IPv4 addresses " +
                 (world.has_database() ? "that the GeoIP database knows" : "of the internet") +
                 ", one request of each to every service";
  return summary;
}

}  // namespace meridian::cli
