#include "core/replay/saved_rows.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "core/replay/json_field.hpp"
#include "core/replay/saved_overrides.hpp"

namespace meridian::replay {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::array kHealths{health::Health::unknown, health::Health::up, health::Health::out,
                              health::Health::degraded, health::Health::held};
constexpr std::array kReasons{health::HealthReason::none,
                              health::HealthReason::check_failed,
                              health::HealthReason::connect_failures,
                              health::HealthReason::unresolved,
                              health::HealthReason::live_failures,
                              health::HealthReason::gateway_errors,
                              health::HealthReason::slow_answers,
                              health::HealthReason::too_few_endpoints,
                              health::HealthReason::flapping,
                              health::HealthReason::awaiting_operator,
                              health::HealthReason::agreed,
                              health::HealthReason::max_auto_out};

constexpr std::uint64_t kLatencyMax = 3'600'000'000;  // microseconds: so that no sum overflows

constexpr double kRateMax = 1e12;  // requests per second

template <class Values>
auto find_word(const Values& values, std::string_view word) {
  return std::find_if(values.begin(), values.end(),
                      [&](auto value) { return to_string(value) == word; });
}

Result<const routing::UpstreamNode*> upstream_of(const json& row, const Restored& restored) {
  const auto service = text_field(row, "service");
  const auto region = text_field(row, "region");
  if (!service || !region) return malformed("a row does not name its service and region");
  const auto* node = restored.inputs.topology->find(*service, *region);
  if (node == nullptr)
    return malformed("the config has no upstream " + std::string(*service) + "/" +
                     std::string(*region));
  return node;
}

ordered_json save_upstreams(const routing::View& view) {
  auto rows = ordered_json::array();
  for (const routing::ServiceView& service : view.services)
    for (const routing::UpstreamView& upstream : service.upstreams) {
      rows.push_back({{"service", service.id},
                      {"region", upstream.region},
                      {"health", to_string(upstream.health)},
                      {"reason", to_string(upstream.health_reason)},
                      {"healthy_at", upstream.healthy_at}});
      if (upstream.refused) rows.back()["refused"] = true;
      if (upstream.ramp_percent != 100) rows.back()["ramp_percent"] = upstream.ramp_percent;
      if (upstream.voters == 0) continue;
      rows.back()["votes"] = upstream.votes;
      rows.back()["voters"] = upstream.voters;
    }
  return rows;
}

// Absent: 0. Nothing: it is no number of edges.
std::optional<std::uint32_t> count_of(const json& row, const char* name) {
  if (field_of(row, name) == nullptr) return 0;
  const auto count = number_field(row, name);
  if (!count || *count > UINT32_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(*count);
}

Result<void> restore_upstream(const json& row, Restored& restored) {
  const auto node = upstream_of(row, restored);
  if (!node) return node.error();
  const auto health = find_word(kHealths, text_field(row, "health").value_or(""));
  const auto reason = find_word(kReasons, text_field(row, "reason").value_or(""));
  const auto healthy_at = number_field(row, "healthy_at");
  if (health == kHealths.end() || reason == kReasons.end() || !healthy_at)
    return malformed("an upstream has no health, reason or healthy_at that is known");
  const json* refused = field_of(row, "refused");
  const json* ramp = field_of(row, "ramp_percent");
  const auto percent =
      ramp == nullptr ? std::optional<std::uint64_t>(100) : number_field(row, "ramp_percent");
  if ((refused != nullptr && !refused->is_boolean()) || !percent || *percent < 1 || *percent > 100)
    return malformed("an upstream has a refused or ramp_percent that cannot be");
  const auto votes = count_of(row, "votes");
  const auto voters = count_of(row, "voters");
  if (!votes || !voters) return malformed("an upstream has votes or voters that cannot be");
  health::UpstreamHealth upstream{(*node)->id,
                                  *health,
                                  *reason,
                                  Instant{},
                                  refused != nullptr && refused->get<bool>(),
                                  static_cast<std::uint32_t>(*percent)};
  upstream.votes = *votes;
  upstream.voters = *voters;
  restored.inputs.upstreams.push_back(upstream);
  restored.memory.healthy_at.push_back({(*node)->id, *healthy_at});
  return {};
}

// Those that are left out; the others are as good as unknown.
ordered_json save_endpoints_out(const routing::View& view) {
  auto rows = ordered_json::array();
  for (const routing::ServiceView& service : view.services)
    for (const routing::UpstreamView& upstream : service.upstreams)
      for (const routing::EndpointView& endpoint : upstream.endpoints)
        if (endpoint.out)
          rows.push_back(
              {{"service", service.id}, {"region", upstream.region}, {"endpoint", endpoint.label}});
  return rows;
}

Result<void> restore_endpoint_out(const json& row, Restored& restored) {
  const auto node = upstream_of(row, restored);
  if (!node) return node.error();
  const std::string_view label = text_field(row, "endpoint").value_or("");
  for (const routing::EndpointNode& endpoint : (*node)->endpoints) {
    if (endpoint.label != label) continue;
    restored.inputs.endpoints.push_back({endpoint.id, health::Health::out,
                                         health::HealthReason::check_failed,
                                         health::ProbeOutcome::ok});
    return {};
  }
  return malformed("the config has no endpoint `" + std::string(label) + "` in that upstream");
}

Result<void> restore_override_row(const json& row, Restored& restored) {
  const auto node = upstream_of(row, restored);
  if (!node) return node.error();
  return restore_override(row, (*node)->id, restored);
}

constexpr std::array kSources{latency::Source::own, latency::Source::nearest_edge};

std::optional<latency::Reading>& reading_of(latency::UpstreamLatency& row, latency::Source source) {
  return source == latency::Source::own ? row.own : row.nearest_edge;
}

// Without the time of the last sample: it is of a clock that ends with the process.
ordered_json save_latency(const routing::View& view) {
  auto rows = ordered_json::array();
  for (const routing::ServiceView& service : view.services)
    for (const routing::UpstreamView& upstream : service.upstreams)
      for (const latency::Source source : kSources) {
        latency::UpstreamLatency row = upstream.latency;
        const auto& reading = reading_of(row, source);
        if (!reading) continue;
        rows.push_back({{"service", service.id},
                        {"region", upstream.region},
                        {"source", to_string(source)},
                        {"steady_us", reading->steady.count()},
                        {"measured_us", reading->measured.count()},
                        {"samples", reading->samples}});
        if (source == latency::Source::nearest_edge) rows.back()["edge"] = row.edge;
      }
  return rows;
}

Result<void> restore_latency(const json& row, Restored& restored) {
  const auto node = upstream_of(row, restored);
  if (!node) return node.error();
  const auto source = find_word(kSources, text_field(row, "source").value_or(""));
  const auto steady = number_field(row, "steady_us");
  const auto measured = number_field(row, "measured_us");
  const auto samples = number_field(row, "samples");
  if (source == kSources.end() || !steady || !measured || !samples || *steady > kLatencyMax ||
      *measured > kLatencyMax)
    return malformed("a reading has no source, steady_us, measured_us or samples that can be");
  auto& rows = restored.inputs.latency;
  auto at = std::find_if(rows.begin(), rows.end(),
                         [&](const auto& known) { return known.id == (*node)->id; });
  if (at == rows.end()) at = rows.insert(rows.end(), latency::UpstreamLatency{(*node)->id});
  auto& reading = reading_of(*at, *source);
  if (reading) return malformed("a reading is there twice");
  reading = latency::Reading{microseconds(*steady), microseconds(*measured), *samples, Instant{}};
  if (*source == latency::Source::nearest_edge) at->edge = text_field(row, "edge").value_or("");
  return {};
}

// By region, of the same service. Rates of upstreams that have left the config are of no use.
ordered_json rates_of(const std::vector<std::pair<UpstreamId, double>>& by_next,
                      const routing::View& view) {
  auto rates = ordered_json::object();
  for (const auto& [id, rate] : by_next)
    if (const auto* next = view.find(id); next != nullptr && rate != 0) rates[next->region] = rate;
  return rates;
}

ordered_json save_demand(const routing::View& view) {
  auto rows = ordered_json::array();
  for (const routing::Demand& demand : view.demand) {
    const auto* upstream = view.find(demand.id);
    if (upstream == nullptr) continue;
    const auto& service = view.by_upstream[index_of(demand.id)].service->id;
    rows.push_back({{"service", service},
                    {"region", upstream->region},
                    {"by_cost", demand.by_cost},
                    {"by_next", rates_of(demand.by_next, view)}});
  }
  return rows;
}

bool is_rate(const json& value) {
  return value.is_number() && value.get<double>() >= 0 && value.get<double>() <= kRateMax;
}

Result<void> restore_demand(const json& row, Restored& restored) {
  const auto node = upstream_of(row, restored);
  if (!node) return node.error();
  const json* by_cost = field_of(row, "by_cost");
  const json* by_next = field_of(row, "by_next");
  routing::Demand demand{(*node)->id, {}, {}};
  if (by_cost == nullptr || by_next == nullptr || !by_cost->is_array() ||
      by_cost->size() != demand.by_cost.size() || !by_next->is_object() ||
      !std::all_of(by_cost->begin(), by_cost->end(), is_rate) ||
      !std::all_of(by_next->begin(), by_next->end(), is_rate))
    return malformed("a demand has no by_cost or by_next that can be");
  for (std::size_t i = 0; i < demand.by_cost.size(); ++i)
    demand.by_cost[i] = (*by_cost)[i].get<double>();
  for (auto at = by_next->begin(); at != by_next->end(); ++at) {
    const auto* next = restored.inputs.topology->find((*node)->service, at.key());
    if (next == nullptr) return malformed("the config has no region `" + at.key() + "` there");
    demand.by_next.emplace_back(next->id, at.value().get<double>());
  }
  restored.inputs.demand.push_back(std::move(demand));
  return {};
}

template <class Row>
bool sort_by_id(std::vector<Row>& rows) {
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.id < b.id; });
  return std::adjacent_find(rows.begin(), rows.end(),
                            [](const Row& a, const Row& b) { return a.id == b.id; }) == rows.end();
}

}  // namespace

std::span<const SavedList> saved_lists() {
  static constexpr std::array kLists{
      SavedList{"upstreams", save_upstreams, restore_upstream},
      SavedList{"endpoints_out", save_endpoints_out, restore_endpoint_out},
      SavedList{"latency", save_latency, restore_latency},
      SavedList{"demand", save_demand, restore_demand},
      SavedList{"overrides", save_overrides, restore_override_row},
  };
  return kLists;
}

Result<void> sort_restored(Restored& restored) {
  const bool upstreams = sort_by_id(restored.inputs.upstreams);
  const bool endpoints = sort_by_id(restored.inputs.endpoints);
  const bool latency = sort_by_id(restored.inputs.latency);
  const bool demand = sort_by_id(restored.inputs.demand);
  const bool overrides = sort_by_id(restored.inputs.overrides);
  const bool memory = sort_by_id(restored.memory.healthy_at);
  if (!upstreams || !endpoints || !latency || !demand || !overrides || !memory)
    return malformed("something is there twice");
  return {};
}

}  // namespace meridian::replay
