#include "meridian/service/what_if/live_simulation.hpp"

#include <algorithm>
#include <array>

#include "meridian/core/base/limits.hpp"
#include "meridian/core/state/overrides.hpp"
#include "meridian/service/what_if/json_text.hpp"
#include "meridian/service/what_if/question.hpp"
#include "meridian/service/what_if/upstream_names.hpp"
#include "service/what_if/json_fields.hpp"

namespace meridian::what_if {

namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 5> kSimulationFields{"weights", "drain", "down", "clients",
                                                            "seed"};
// Of one step: about 2 ms of decisions, and of look-ups that miss.
constexpr std::uint64_t kRequestsPerStep = 1000;
constexpr std::uint64_t kDrawsPerStep = 5000;

Result<void> read_weights(const Json& object, std::map<std::string, std::uint32_t>& weights) {
  const auto at = object.find("weights");
  if (at == object.end()) return {};
  if (!at->is_object() || at->size() > limits::kWhatIfNamesMax)
    return wrong("`weights` is no object of names and numbers");
  for (const auto& [name, weight] : at->items()) {
    if (!weight.is_number_unsigned() || weight.get<std::uint64_t>() > state::kWeightMax)
      return wrong("the weight of `" + name + "` is no whole number from 0 to 1000");
    weights[name] = weight.get<std::uint32_t>();
  }
  return {};
}

routing::AppliedOverride& override_of(routing::ViewInputs& inputs, UpstreamId id) {
  const auto at = std::lower_bound(
      inputs.overrides.begin(), inputs.overrides.end(), id,
      [](const routing::AppliedOverride& one, UpstreamId wanted) { return one.id < wanted; });
  if (at != inputs.overrides.end() && at->id == id) return *at;
  routing::AppliedOverride fresh;
  fresh.id = id;
  return *inputs.overrides.insert(at, fresh);
}

template <class Set>
Result<void> change(routing::ViewInputs& inputs, const std::string& name, Set set) {
  const auto found = find_upstreams(*inputs.topology->config(), name);
  if (!found) return found.error();
  for (const auto& [service, region] : *found)
    set(override_of(inputs, inputs.topology->find(service, region)->id));
  return {};
}

Result<routing::ViewInputs> inputs_after(const LiveWorld& world, const SimulationAsked& asked) {
  routing::ViewInputs inputs = world.inputs;
  for (const auto& [name, weight] : asked.weights)
    if (auto done = change(inputs, name, [&](auto& one) { one.weight = weight; }); !done)
      return done.error();
  for (const std::string& name : asked.drain)
    if (auto done =
            change(inputs, name, [](auto& one) { one.state = config::UpstreamState::draining; });
        !done)
      return done.error();
  if (auto done = put_out(inputs, asked.down); !done) return done.error();
  return inputs;
}

}  // namespace

Result<SimulationAsked> simulation_of_json(std::string_view text) {
  Json object;
  auto done = read_object(text, kSimulationFields, object);
  SimulationAsked asked;
  if (done) done = read_weights(object, asked.weights);
  if (done) done = read_names(object, "drain", asked.drain);
  if (done) done = read_names(object, "down", asked.down);
  if (done) done = read_number(object, "clients", asked.clients);
  if (done) done = read_number(object, "seed", asked.seed);
  if (!done) return done.error();
  if (asked.clients == 0 || asked.clients > limits::kLiveClientsMax)
    return wrong("`clients` is no number from 1 to " + std::to_string(limits::kLiveClientsMax));
  return asked;
}

Result<std::shared_ptr<LiveSimulation>> LiveSimulation::begin(LiveWorld world,
                                                              SimulationAsked asked) {
  auto inputs = inputs_after(world, asked);
  if (!inputs) return inputs.error();
  std::shared_ptr<LiveSimulation> made(new LiveSimulation);
  made->after_ = routing::build_view(world.view.get(), *inputs);
  made->requests_ = replay::requests_for_services(*world.view);
  if (asked.clients * made->requests_.size() > limits::kLiveRequestsMax)
    return wrong("one request of each client to each service would be more than " +
                 std::to_string(limits::kLiveRequestsMax) + " requests; ask for fewer clients");
  made->world_ = std::move(world);
  made->asked_ = std::move(asked);
  made->simulation_ = std::make_unique<replay::Simulation>(*made->world_.view, *made->after_);
  return made;
}

void LiveSimulation::decide(const DrawnClient& client) {
  ++drawn_;
  for (replay::Sample& sample : requests_) {
    sample.client = client.address;
    sample.request_key = client.request_key;
    sample.before = place_of(client.address, world_.geo.get(), *world_.view);
    sample.after = place_of(client.address, world_.geo.get(), *after_);
    simulation_->add(sample);
  }
}

bool LiveSimulation::step() {
  std::uint64_t decided = 0;
  for (std::uint64_t i = 0; i < kDrawsPerStep && decided < kRequestsPerStep; ++i) {
    if (drawn_ == asked_.clients || number_ >= kDrawsPerClientMax * asked_.clients) return false;
    const auto client = draw_client(asked_.seed, number_++);
    const bool known =
        client && (world_.geo == nullptr || world_.geo->lookup(client->address).country.known());
    if (!known) continue;
    decide(*client);
    decided += requests_.size() + 1;
  }
  return drawn_ < asked_.clients;
}

Result<std::string> LiveSimulation::report() const {
  if (drawn_ < asked_.clients)
    return Error{ErrorCode::limit, ErrorSource::file, false,
                 "the GeoIP database knows too few addresses to draw clients from"};
  SampleSummary sample;
  sample.text = std::to_string(drawn_) + " clients drawn with seed " + std::to_string(asked_.seed);
  const replay::SimulationReport report = simulation_->report();
  return json_text(to_json(SimulationStory{sample, report}));
}

}  // namespace meridian::what_if
