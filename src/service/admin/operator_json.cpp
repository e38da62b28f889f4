#include "service/admin/operator_json.hpp"

#include <algorithm>
#include <cmath>

#include "meridian/core/state/local.hpp"
#include "meridian/core/state/overrides_json.hpp"
#include "service/admin/status_json.hpp"

namespace meridian::admin {

namespace {

// One upstream with the overrides applied.
struct Effective {
  std::string region;
  std::uint32_t weight = 0;
  config::UpstreamState state = config::UpstreamState::enabled;
  health::Health health = health::Health::unknown;
  bool primary = false;
  const config::Upstream* file = nullptr;
  bool operator==(const Effective&) const = default;

  // Of the weight that takes new clients.
  std::uint32_t counted() const {
    const bool takes = state == config::UpstreamState::enabled && health != health::Health::out;
    return takes ? weight : 0;
  }
};

const config::Service& config_of(const Standing& standing, const std::string& service) {
  const auto& services = standing.view->topology->config()->services;
  return *std::find_if(services.begin(), services.end(),
                       [&](const config::Service& one) { return one.id == service; });
}

std::vector<Effective> effective_of(const Standing& standing, const routing::ServiceView& service) {
  const state::Overrides both = standing.local != nullptr
                                    ? state::restrict_by(*standing.overrides, *standing.local)
                                    : *standing.overrides;
  const auto applied = routing::resolve(both, *standing.view->topology);
  std::vector<Effective> list;
  bool moved = false;
  for (const routing::UpstreamView& upstream : service.upstreams) {
    const auto* file = standing.view->topology->find(service.id, upstream.region)->config;
    Effective one{upstream.region, file->weight, file->state, upstream.health, false, file};
    for (const routing::AppliedOverride& entry : applied) {
      if (entry.id != upstream.id) continue;
      one.weight = entry.weight.value_or(one.weight);
      one.state = entry.state.value_or(one.state);
      one.primary = entry.primary;
    }
    moved = moved || one.primary;
    list.push_back(std::move(one));
  }
  const std::string& primary = config_of(standing, service.id).roles.primary;
  for (Effective& one : list) {
    if (!moved) one.primary = one.region == primary;
    if (primary.empty()) one.primary = false;
  }
  return list;
}

double share_of(const Effective& one, const std::vector<Effective>& all) {
  double sum = 0;
  for (const Effective& other : all) sum += other.counted();
  return sum == 0 ? 0 : std::round(one.counted() / sum * 10'000) / 10'000;
}

std::string primary_of(const std::vector<Effective>& all) {
  for (const Effective& one : all)
    if (one.primary) return one.region;
  return "";
}

Json entry_json(const Standing& standing, const state::Target& target) {
  const auto at = standing.overrides->entries.find(target);
  if (at == standing.overrides->entries.end()) return nullptr;
  const state::Override& entry = at->second;
  Json json{{"id", state::id_of(target)}};
  if (const auto* weight = std::get_if<std::uint32_t>(&entry.value))
    json["value"] = *weight;
  else
    json["value"] = state::to_string(entry.value);
  json["reason"] = entry.reason;
  json["by"] = entry.by;
  json["at"] = time_json(entry.at);
  json["expires"] =
      time_json(entry.expires ? std::optional<WallTime>(*entry.expires) : std::nullopt);
  json["version"] = entry.version;
  json["tag"] = state::tag_of(*standing.overrides, target);
  return json;
}

Json upstream_json(const Standing& standing, const std::string& service, const Effective& one,
                   double share) {
  const state::Target weight{state::Kind::weight, service, one.region};
  const state::Target own{state::Kind::state, service, one.region};
  const state::Target region{state::Kind::state, "", one.region};
  return {{"region", one.region},
          {"weight",
           {{"effective", one.weight},
            {"file", one.file->weight},
            {"override", entry_json(standing, weight)}}},
          {"state",
           {{"effective", state::to_string(one.state)},
            {"file", state::to_string(one.file->state)},
            {"override", entry_json(standing, own)},
            {"region_override", entry_json(standing, region)},
            {"tag", state::tag_of(*standing.overrides, own)}}},
          {"health", health::to_string(one.health)},
          {"weight_share", share}};
}

// Where the names of an override are all in the config.
bool applies(const routing::View& view, const state::Target& target, const state::Override& entry) {
  const auto& config = *view.topology->config();
  if (target.service.empty()) return config.regions.contains(target.region);
  const auto* region = std::get_if<std::string>(&entry.value);
  const std::string& wanted = region != nullptr ? *region : target.region;
  return view.topology->find(target.service, wanted) != nullptr;
}

Json moved_json(const auto& before, const auto& after) {
  return {{"before", before}, {"after", after}};
}

}  // namespace

const routing::ServiceView* find_service(const routing::View& view, std::string_view id) {
  const auto at = std::find_if(view.services.begin(), view.services.end(),
                               [&](const routing::ServiceView& one) { return one.id == id; });
  return at == view.services.end() ? nullptr : &*at;
}

Json service_json(const Standing& standing, const routing::ServiceView& service) {
  const auto effective = effective_of(standing, service);
  Json json{{"id", service.id},
            {"weights_tag", weights_json(standing, service)["tag"]},
            {"primary", primary_json(standing, service)},
            {"upstreams", Json::array()}};
  for (const Effective& one : effective)
    json["upstreams"].push_back(upstream_json(standing, service.id, one, share_of(one, effective)));
  return json;
}

Json weights_json(const Standing& standing, const routing::ServiceView& service) {
  Json json{{"weights", Json::object()}};
  for (const Effective& one : effective_of(standing, service))
    json["weights"][one.region] = one.weight;
  json["tag"] =
      state::tag_of(*standing.overrides, state::Target{state::Kind::weight, service.id, ""});
  return json;
}

Json primary_json(const Standing& standing, const routing::ServiceView& service) {
  const state::Target target{state::Kind::primary, service.id, ""};
  const std::string effective = primary_of(effective_of(standing, service));
  const std::string& file = config_of(standing, service.id).roles.primary;
  return {{"effective", effective.empty() ? Json(nullptr) : Json(effective)},
          {"file", file.empty() ? Json(nullptr) : Json(file)},
          {"override", entry_json(standing, target)},
          {"tag", state::tag_of(*standing.overrides, target)}};
}

Json state_json(const Standing& standing, const state::Target& target) {
  Json json{{"region", target.region}};
  if (!target.service.empty()) {
    const auto& service = *find_service(*standing.view, target.service);
    for (const Effective& one : effective_of(standing, service))
      if (one.region == target.region) json["state"] = state::to_string(one.state);
  } else {
    const auto at = standing.overrides->entries.find(target);
    json["state"] =
        at == standing.overrides->entries.end() ? "enabled" : state::to_string(at->second.value);
  }
  json["override"] = entry_json(standing, target);
  json["tag"] = state::tag_of(*standing.overrides, target);
  return json;
}

Json regions_json(const Standing& standing) {
  Json regions = Json::array();
  for (const auto& [id, region] : standing.view->topology->config()->regions) {
    Json json = state_json(standing, {state::Kind::state, "", id});
    json["services"] = Json::array();
    for (const routing::ServiceView& service : standing.view->services)
      for (const Effective& one : effective_of(standing, service))
        if (one.region == id)
          json["services"].push_back({{"id", service.id},
                                      {"state", state::to_string(one.state)},
                                      {"weight", one.weight},
                                      {"health", health::to_string(one.health)}});
    regions.push_back(std::move(json));
  }
  return {{"regions", std::move(regions)}};
}

Json override_json(const Standing& standing, const state::Target& target) {
  Json json = entry_json(standing, target);
  const auto at = standing.overrides->entries.find(target);
  if (at != standing.overrides->entries.end())
    json["idle"] = !applies(*standing.view, target, at->second);
  return json;
}

Json overrides_json(const Standing& standing) {
  const state::Overrides& overrides = *standing.overrides;
  Json json{{"epoch", state::hexadecimal(overrides.epoch)},
            {"version", overrides.version},
            {"digest", state::hexadecimal(state::digest_of(overrides))},
            {"tag", state::tag_of(overrides, std::nullopt)},
            {"overrides", Json::array()}};
  for (const auto& [target, entry] : overrides.entries)
    json["overrides"].push_back(override_json(standing, target));
  json["local"] = Json::array();
  if (standing.local == nullptr) return json;
  const Standing own{standing.view, standing.local, nullptr};
  for (const auto& [target, entry] : standing.local->entries)
    json["local"].push_back(override_json(own, target));
  return json;
}

Json conflicts_json(const Standing& standing, const std::vector<store::Conflict>& conflicts) {
  Json list = Json::array();
  for (const store::Conflict& conflict : conflicts) {
    const auto lost = state::decode(conflict.text);
    if (!lost) continue;
    const Standing as_lost{standing.view, std::make_shared<const state::Overrides>(*lost), nullptr};
    Json json = overrides_json(as_lost);
    json.erase("tag");
    json.erase("local");
    json["id"] = conflict.id;
    json["edge"] = conflict.edge;
    json["at"] = time_json(conflict.at);
    list.push_back(std::move(json));
  }
  return {{"conflicts", std::move(list)}};
}

Json difference_json(const Standing& before, const Standing& after) {
  Json services = Json::array();
  for (const routing::ServiceView& service : before.view->services) {
    const auto was = effective_of(before, service);
    const auto is = effective_of(after, service);
    if (was == is) continue;
    Json json{{"id", service.id}, {"upstreams", Json::array()}};
    if (primary_of(was) != primary_of(is))
      json["primary"] = moved_json(primary_of(was), primary_of(is));
    for (std::size_t i = 0; i < was.size(); ++i)
      json["upstreams"].push_back(
          {{"region", was[i].region},
           {"weight", moved_json(was[i].weight, is[i].weight)},
           {"state", moved_json(state::to_string(was[i].state), state::to_string(is[i].state))},
           {"weight_share", moved_json(share_of(was[i], was), share_of(is[i], is))}});
    services.push_back(std::move(json));
  }
  return services;
}

}  // namespace meridian::admin
