#include "service/admin/what_if_resource.hpp"

#include <memory>
#include <utility>

namespace meridian::admin {

namespace {

namespace asio = boost::asio;
using what_if::LiveSimulation;
using Told = Result<std::string>;

Reply reply_of(const Told& told) {
  if (!told) return rule_broken(422, told.error().context, {"question"});
  return {.body = *told};
}

}  // namespace

WhatIfResource::WhatIfResource(Background background, std::function<what_if::LiveWorld()> world)
    : background_(std::move(background)), world_(std::move(world)) {}

asio::awaitable<Reply> WhatIfResource::explain(const Call& call) const {
  auto question = what_if::question_of_json(call.body());
  if (!question) co_return rule_broken(422, question.error().context, {"question"});
  std::function<std::shared_ptr<Told>()> job = [world = world_(), asked = std::move(*question)] {
    return std::make_shared<Told>(what_if::explain_live(world, asked));
  };
  const auto told = co_await background_.run(std::move(job));
  co_return reply_of(*told);
}

asio::awaitable<Reply> WhatIfResource::simulate(const Call& call) const {
  auto asked = what_if::simulation_of_json(call.body());
  if (!asked) co_return rule_broken(422, asked.error().context, {"question"});
  if (std::exchange(simulating_, true))
    co_return rule_broken(409, "another simulation is under way; try again", {"simulation_busy"});
  struct Done {
    bool& flag;
    ~Done() { flag = false; }
  };
  const Done done{simulating_};
  co_return co_await run(std::move(*asked));
}

asio::awaitable<Reply> WhatIfResource::run(what_if::SimulationAsked asked) const {
  using Begun = Result<std::shared_ptr<LiveSimulation>>;
  std::function<std::shared_ptr<Begun>()> begin = [world = world_(), asked = std::move(asked)] {
    return std::make_shared<Begun>(LiveSimulation::begin(world, asked));
  };
  const auto begun = co_await background_.run(std::move(begin));
  if (!*begun) co_return rule_broken(422, begun->error().context, {"question"});
  const std::shared_ptr<LiveSimulation> simulation = **begun;
  for (bool more = true; more;) {
    std::function<bool()> step = [simulation] { return simulation->step(); };
    more = co_await background_.run(std::move(step));
  }
  std::function<std::shared_ptr<Told>()> report = [simulation] {
    return std::make_shared<Told>(simulation->report());
  };
  const auto told = co_await background_.run(std::move(report));
  co_return reply_of(*told);
}

}  // namespace meridian::admin
