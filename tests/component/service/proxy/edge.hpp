// One worker with its snapshot, on ports of its own, in front of scripted origins.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "meridian/service/proxy/worker.hpp"

namespace meridian::proxy::test {

class Edge {
 public:
  // `config` is a whole config file; its first listener is served.
  explicit Edge(const std::string& config, bool accepts = true);
  ~Edge();
  std::uint16_t port() const { return port_; }
  observability::WorkerMetrics& metrics() { return *metrics_; }
  Worker& worker() { return *worker_; }
  // Sees these upstreams ("service/region") as out.
  void publish_out(const std::vector<std::pair<std::string, std::string>>& out);
  // What it told of rows of failures, so far.
  std::vector<health::LiveFailure> verdicts();
  int drained() const { return drained_; }
  void wait_drained();

 private:
  std::shared_ptr<const Snapshot> snapshot(
      const std::vector<std::pair<std::string, std::string>>& out);

  std::shared_ptr<const routing::Topology> topology_;
  std::shared_ptr<const routing::View> view_;
  std::unique_ptr<observability::WorkerMetrics> metrics_;
  std::mutex mutex_;
  std::vector<health::LiveFailure> verdicts_;  // the worker adds to them
  std::unique_ptr<Worker> worker_;
  std::uint16_t port_ = 0;
  std::atomic<int> drained_{0};
};

// Signs the pins of every service that pins by cookie.
PinKeys::Key test_pin_key();

// A config with one plain listener and the service `api` in the given regions (name, port), in the
// order of preference. `more` is appended at top level.
std::string config_for(const std::vector<std::pair<std::string, std::uint16_t>>& regions,
                       const std::string& more = "");

}  // namespace meridian::proxy::test
