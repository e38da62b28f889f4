// A prober with its loop and a config made in the test: one upstream with some endpoints.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "meridian/io/probe/prober.hpp"

namespace meridian::probe {

// A check with short intervals: interval 40 ms, timeout 2 s, so that only a dead peer runs into it.
config::HealthCheck quick_check(config::CheckType type = config::CheckType::http);

class Probing {
 public:
  explicit Probing(config::Upstream upstream);
  ~Probing();

  // Runs the loop until the condition holds; false after 20 s.
  bool run_until(const std::function<bool()>& condition);
  void run_for_a_turn();  // lets what is ready run
  void watch(config::Upstream upstream);
  // Every endpoint is on 127.0.0.1, whatever its name.
  void resolve();
  // Waits for the first result of the only endpoint's first check.
  health::ProbeOutcome first_outcome();

  health::Health upstream_health() const;
  EndpointId endpoint(std::size_t i) const;
  Prober& prober() { return *prober_; }
  int changes() const { return changes_; }
  void drop() { prober_.reset(); }

 private:
  boost::asio::io_context io_;
  std::shared_ptr<const routing::Topology> topology_;
  int changes_ = 0;
  std::unique_ptr<Prober> prober_;
};

// One endpoint on 127.0.0.1 with one check.
config::Upstream one_endpoint(std::uint16_t port, config::HealthCheck check);

// A port of 127.0.0.1 that nobody listens on.
std::uint16_t refused_port();

}  // namespace meridian::probe
