// A worker: one thread that accepts, terminates TLS, routes and relays. A connection lives and dies
// on one worker; workers share nothing that changes. The control thread owns the Worker object and
// speaks to its thread by mailbox.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "meridian/core/base/ids.hpp"
#include "meridian/core/config/config.hpp"
#include "meridian/core/health/live_traffic.hpp"
#include "meridian/io/observability/access_log.hpp"
#include "meridian/io/observability/worker_metrics.hpp"
#include "meridian/io/tls/context.hpp"
#include "meridian/service/proxy/snapshot.hpp"

namespace meridian::proxy {

struct ListenerSetup {
  config::Listener listener;
  std::vector<int> sockets;  // listening, one for each bind; owned by the worker from now on
  std::shared_ptr<const tls::Credentials> credentials;  // null: plain
};

struct WorkerSetup {
  std::size_t index = 0;
  std::string edge_id;
  std::uint64_t seed = 0;  // of request ids and endpoint choice
  std::uint32_t connections_max = 0;
  std::uint32_t workers = 1;  // that share the limits of the process
  std::vector<ListenerSetup> listeners;
  bool accepts = true;  // from the start; else from Worker::accept() on
  std::shared_ptr<const tls::TicketKeys> tickets;
  std::shared_ptr<const Snapshot> snapshot;
  observability::AccessRing* access_ring = nullptr;  // null: no access log
  observability::WorkerMetrics* metrics = nullptr;   // outlives the worker
  // Called on the worker's thread; must only post to the control thread.
  std::function<void(EndpointId, health::LiveFailure)> on_live_failures;
  std::function<void(std::shared_ptr<const Snapshot>)> on_released;
  std::function<void()> on_drained;
};

class Worker {
 public:
  // Makes the TLS contexts and starts the thread: it accepts when this returns, if it is to.
  static Result<std::unique_ptr<Worker>> start(WorkerSetup setup);
  ~Worker();  // stops at once and joins

  void accept();  // once, where WorkerSetup::accepts is false

  // Requests that are decided after the worker called `adopted`, on its thread, go by `snapshot`.
  void publish(std::shared_ptr<const Snapshot> snapshot, std::function<void()> adopted);
  // Calls `answer` on the worker's thread, in its next turn.
  void ask(std::function<void()> answer);
  // New certificates, and settings, for the listener of this name. Connections keep what they were
  // accepted with.
  void publish_credentials(const config::Listener& listener,
                           std::shared_ptr<const tls::Credentials> credentials);
  // From now on tickets are sealed with these.
  void publish_tickets(std::shared_ptr<const tls::TicketKeys> tickets);
  // Stops accepting, lets exchanges end, closes tunnels spread over `time`, WebSockets with 1001,
  // then calls on_drained.
  void drain(milliseconds time);

 private:
  Worker();
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace meridian::proxy
