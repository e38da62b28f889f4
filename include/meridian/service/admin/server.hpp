// The admin listener: what machines and people read of an edge, and what operators change, over
// plain HTTP/1.1. Runs on the control thread's loop; what takes time (rendering) runs on the
// background executor. Owns its sockets. Every member function is called on the control thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/service/admin/config_operations.hpp"
#include "meridian/service/admin/credentials.hpp"
#include "meridian/service/admin/event_feed.hpp"
#include "meridian/service/admin/latency_status.hpp"
#include "meridian/service/admin/operations.hpp"
#include "meridian/service/admin/status.hpp"
#include "meridian/service/what_if/explain.hpp"

namespace meridian::admin {

// Where the answers come from. All are called on the control thread and must be quick.
struct Sources {
  std::function<Readiness()> readiness;
  std::function<Status()> status;
  std::function<LatencyStatus()> latency;
  // Takes the numbers now; what it returns makes the text of /metrics from them on the background
  // executor.
  std::function<std::function<std::string()>()> metrics;
  Operations operations;
  ConfigOperations config;
  LogLevelOperations log_level;
  std::function<std::vector<CertificateStatus>()> certificates;
  std::function<what_if::LiveWorld()> world;  // for explain and simulate
  std::shared_ptr<EventFeed> events = std::make_shared<EventFeed>();
  std::function<std::shared_ptr<const Credentials>()> credentials;
};

// Whether another process may listen there as well: only between the two of an upgrade. Else a port
// that is taken is an error.
enum class Ports : std::uint8_t { own, shared };

class Server {
  struct Body;

 public:
  explicit Server(std::shared_ptr<Body> body);  // for start()
  // Listens on every endpoint, or on none. Port 0: the kernel chooses.
  static Result<std::unique_ptr<Server>> start(boost::asio::io_context& io,
                                               boost::asio::any_io_executor background,
                                               const std::vector<IpEndpoint>& bind, Ports ports,
                                               Sources sources);
  ~Server();  // closes every socket; sources are not called any more

  const std::vector<IpEndpoint>& bound() const;  // in the order of `bind`
  void share_ports(bool shared);                 // with a process that starts with Ports::shared
  std::uint64_t refused_tokens() const;          // attempts with none or a wrong one

 private:
  std::shared_ptr<Body> body_;
};

}  // namespace meridian::admin
