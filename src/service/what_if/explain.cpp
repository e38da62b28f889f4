#include "meridian/service/what_if/explain.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "meridian/service/what_if/json_text.hpp"
#include "meridian/service/what_if/upstream_names.hpp"

namespace meridian::what_if {

namespace {

// The upstream of `service` in this region; none where `service` is null.
Result<std::optional<UpstreamId>> find_region(const routing::View& view,
                                              const routing::ServiceView* service,
                                              const std::string& region) {
  const auto known = find_upstreams(*view.topology->config(), region);
  if (!known) return known.error();
  const auto* node = service == nullptr ? nullptr : view.topology->find(service->id, region);
  return node == nullptr ? std::nullopt : std::optional(node->id);
}

}  // namespace

geo::Place place_of(const IpAddress& address, const mmdb::GeoDatabase* database,
                    const routing::View& view) {
  const geo::GeoRecord record = database != nullptr ? database->lookup(address) : geo::GeoRecord{};
  return geo::place_of(address, record, view.locator);
}

Result<routing::Outcome> explain(const Question& question, const Circumstances& circumstances,
                                 const std::function<void(const Story&)>& tell) {
  const routing::View& view = circumstances.view;
  routing::Client client{question.ip, circumstances.place};
  const std::vector<http::Field> fields = question.fields();
  routing::Request request;
  request.host = question.host;
  request.path = question.path;
  request.method = question.method;
  request.fields = fields;
  const auto* service = routing::service_for(client, request, view);
  if (!question.pin.empty()) {
    const auto pin = find_region(view, service, question.pin);
    if (!pin) return pin.error();
    client.pin = *pin;
  }
  std::vector<UpstreamId> tried;
  for (const std::string& region : question.tried) {
    const auto found = find_region(view, service, region);
    if (!found) return found.error();
    if (*found) tried.push_back(**found);
  }
  request.tried = tried;
  request.explore_window = question.explore_window;
  const auto explanation = routing::explain(client, request, view, {}, circumstances.now);
  tell(Story{question, client.place, view, explanation});
  return explanation.decision.outcome;
}

Result<void> put_out(routing::ViewInputs& inputs, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto found = find_upstreams(*inputs.topology->config(), name);
    if (!found) return found.error();
    for (const auto& [service, region] : *found) {
      const UpstreamId id = inputs.topology->find(service, region)->id;
      std::erase_if(inputs.upstreams, [id](const auto& known) { return known.id == id; });
      inputs.upstreams.push_back(
          {id, health::Health::out, health::HealthReason::check_failed, Instant{}, true});
    }
  }
  std::sort(inputs.upstreams.begin(), inputs.upstreams.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  return {};
}

Result<std::string> explain_live(const LiveWorld& world, const Question& question) {
  std::shared_ptr<const routing::View> view = world.view;
  if (!question.down.empty()) {
    routing::ViewInputs inputs = world.inputs;
    if (const auto done = put_out(inputs, question.down); !done) return done.error();
    view = routing::build_view(world.view.get(), inputs);
  }
  std::string told;
  const Circumstances circumstances{*view, place_of(question.ip, world.geo.get(), *view),
                                    world.now};
  const auto outcome = explain(question, circumstances,
                               [&told](const Story& story) { told = json_text(to_json(story)); });
  if (!outcome) return outcome.error();
  return told;
}

}  // namespace meridian::what_if
