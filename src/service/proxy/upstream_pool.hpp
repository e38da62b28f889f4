// Connections of one worker to upstream endpoints: idle ones are kept last in, first out, bounded
// and evicted; what each endpoint did lately is remembered for choose_endpoint.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "meridian/core/base/ids.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/health/live_traffic.hpp"
#include "meridian/core/routing/decide.hpp"
#include "meridian/core/routing/view.hpp"
#include "meridian/io/net/connection.hpp"
#include "meridian/io/net/deadline_wheel.hpp"

namespace meridian::proxy {

class UpstreamPool;
struct WorkerCore;

class UpstreamConnection final : public net::Connection::Owner, public net::Deadline {
 public:
  // Whoever uses the connection now.
  class User {
   public:
    virtual void on_upstream() = 0;

   protected:
    ~User() = default;
  };

  UpstreamConnection(WorkerCore& worker, EndpointId endpoint, int fd,
                     std::unique_ptr<tls::Engine> engine);
  ~UpstreamConnection();

  net::Connection connection;
  EndpointId endpoint;
  User* user = nullptr;  // null: idle
  bool reused = false;   // has carried an exchange before
  bool opened = false;   // TCP and TLS are through
  // A PROXY header, sent before anything else: then the connection is that client's and never idle.
  std::string preface;
  // TCP is through: sends the preface and the first flight of TLS. False: it broke.
  bool begin();

  void on_connection(net::Connection& connection) override;
  void on_deadline() override;  // idle for too long

 private:
  WorkerCore& worker_;
};

class UpstreamPool {
 public:
  explicit UpstreamPool(WorkerCore& worker) : worker_(worker) {}
  ~UpstreamPool();

  // The freshest idle connection, or null.
  std::unique_ptr<UpstreamConnection> take_idle(EndpointId endpoint);
  // A new one, still connecting.
  Result<std::unique_ptr<UpstreamConnection>> open(const routing::EndpointView& endpoint,
                                                   const routing::UpstreamView& upstream,
                                                   const tls::ClientContext* context);
  // Keeps it for `idle_max`, or closes it where there are enough.
  void put_idle(std::unique_ptr<UpstreamConnection> connection, milliseconds idle_max);
  void evict(UpstreamConnection& connection);  // an idle one
  void clear();
  // Whether the upstream's limits leave room for one more request, on a `fresh` connection or an
  // idle one. Where all its connections are taken, an idle one of another endpoint makes room.
  bool has_room(const routing::UpstreamView& upstream, EndpointId endpoint, bool fresh);
  void note_opened(UpstreamConnection& connection);

  // An index into upstream.endpoints, or -1: none, or all are ejected and `even_ejected` is not
  // set.
  int choose(const routing::UpstreamView& upstream, std::uint64_t random, bool even_ejected);
  void begin_use(EndpointId endpoint) { ++state(endpoint).in_flight; }
  void end_use(EndpointId endpoint) { --state(endpoint).in_flight; }
  void note_latency(EndpointId endpoint, nanoseconds first_byte);
  void note_connected(EndpointId endpoint) { state(endpoint).streak.connected(); }
  void note_answered(EndpointId endpoint) { state(endpoint).streak.answered(); }
  // What the row of failures says that this one completes; the endpoint may be ejected now.
  std::optional<health::LiveFailure> note_failure(const routing::UpstreamView& upstream,
                                                  EndpointId endpoint, health::LiveFailure failure);
  // A new view: an endpoint that was out and is back is no longer ejected here either.
  void adopt(const routing::View& view);

 private:
  friend class UpstreamConnection;
  struct Use {
    std::uint32_t connections = 0;  // all there are
    std::uint32_t pending = 0;      // of these, still being established
  };
  bool evict_one_of(const routing::UpstreamView& upstream);
  Use use_of(const routing::UpstreamView& upstream);
  struct EndpointState {
    std::vector<std::unique_ptr<UpstreamConnection>> idle;
    Use use;
    std::uint32_t in_flight = 0;
    float latency_us = 0;  // peak EWMA
    health::LiveStreak streak;
    std::uint32_t next_address = 0;
    bool was_out = false;
    health::Ejection ejection;
  };
  EndpointState& state(EndpointId endpoint);
  bool ejects(const routing::UpstreamView& upstream, health::LiveFailure kind);

  WorkerCore& worker_;
  std::vector<EndpointState> endpoints_;  // by EndpointId
};

}  // namespace meridian::proxy
