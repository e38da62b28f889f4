// Answers /v1/explain and /v1/simulate. Control thread; deciding runs on the background executor, a
// simulation in steps, so that views are built in between.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "meridian/service/what_if/live_simulation.hpp"
#include "service/admin/background.hpp"
#include "service/admin/call.hpp"
#include "service/admin/reply.hpp"

namespace meridian::admin {

class WhatIfResource {
 public:
  WhatIfResource(Background background, std::function<what_if::LiveWorld()> world);

  boost::asio::awaitable<Reply> explain(const Call& call) const;
  // One at a time.
  boost::asio::awaitable<Reply> simulate(const Call& call) const;

 private:
  boost::asio::awaitable<Reply> run(what_if::SimulationAsked asked) const;

  Background background_;
  std::function<what_if::LiveWorld()> world_;
  mutable bool simulating_ = false;
};

}  // namespace meridian::admin
