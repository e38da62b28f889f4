#include "service/cli/assumed_health.hpp"

#include <charconv>
#include <map>
#include <optional>

#include "meridian/service/what_if/upstream_names.hpp"

namespace meridian::cli {
namespace {

using health::Health;
using health::HealthReason;

std::optional<health::UpstreamHealth> read(const std::string& state) {
  health::UpstreamHealth assumed;
  if (state == "out") {
    assumed.health = Health::out;
    assumed.reason = HealthReason::check_failed;
  } else if (state == "held") {
    assumed.health = Health::held;
    assumed.reason = HealthReason::flapping;
  } else if (state == "degraded") {
    assumed.health = Health::degraded;
    assumed.reason = HealthReason::gateway_errors;
  } else if (state == "slow") {
    assumed.health = Health::degraded;
    assumed.reason = HealthReason::slow_answers;
  } else {
    const char* end = state.data() + state.size();
    const auto [at, error] = std::from_chars(state.data(), end, assumed.ramp_percent);
    const bool whole = error == std::errc() && at + 1 == end && *at == '%';
    if (!whole || assumed.ramp_percent < 1 || assumed.ramp_percent > 100) return std::nullopt;
    assumed.health = Health::up;
  }
  return assumed;
}

}  // namespace

Result<std::vector<health::UpstreamHealth>> assumed_health(const routing::Topology& topology,
                                                           const std::vector<std::string>& words) {
  std::map<UpstreamId, health::UpstreamHealth> by_id;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    const auto assumed = equals == word.npos ? std::nullopt : read(word.substr(equals + 1));
    if (!assumed)
      return Error{ErrorCode::invalid, ErrorSource::client, false,
                   "`" + word + "` is not of the form REGION=out, =held, =degraded, =slow or =N%"};
    const auto found = what_if::find_upstreams(*topology.config(), word.substr(0, equals));
    if (!found) return found.error();
    for (const auto& [service, region] : *found) {
      const UpstreamId id = topology.find(service, region)->id;
      by_id[id] = *assumed;
      by_id[id].id = id;
    }
  }
  std::vector<health::UpstreamHealth> assumed;
  for (const auto& [id, one] : by_id) assumed.push_back(one);
  return assumed;
}

}  // namespace meridian::cli
