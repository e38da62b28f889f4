// The world of one worker: everything its sessions and exchanges share. All of it belongs to the
// worker's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/base/time.hpp"
#include "meridian/core/http/body.hpp"
#include "meridian/core/http/head.hpp"
#include "meridian/io/net/connection.hpp"
#include "meridian/io/net/deadline_wheel.hpp"
#include "meridian/io/net/listener.hpp"
#include "meridian/io/net/mailbox.hpp"
#include "meridian/io/net/reactor.hpp"
#include "meridian/service/proxy/worker.hpp"
#include "service/proxy/block_pool.hpp"
#include "service/proxy/gate.hpp"
#include "service/proxy/handshakes.hpp"
#include "service/proxy/place_cache.hpp"
#include "service/proxy/upstream_pool.hpp"

namespace meridian::proxy {

class ClientStream;
class Exchange;
class Session;

// A snapshot in use: exchanges count themselves in, so that the worker holds one reference for all.
struct PinnedSnapshot {
  std::shared_ptr<const Snapshot> snapshot;
  std::uint32_t pins = 0;
};

struct ListenerState {
  config::Listener config;
  std::shared_ptr<tls::ServerContext> context;  // null: plain
  std::uint16_t port = 0;
};

struct WorkerCore final : net::Listener::Acceptor {
  explicit WorkerCore(WorkerSetup from);
  ~WorkerCore();

  Result<bool> open_listeners();
  void accept();
  void run();  // until stop()
  void stop() { stopping_ = true; }
  void adopt(std::shared_ptr<const Snapshot> snapshot);
  void adopt_credentials(const config::Listener& listener,
                         std::shared_ptr<const tls::Credentials> credentials);
  void adopt_tickets(std::shared_ptr<const tls::TicketKeys> tickets);
  void drain(milliseconds time);
  void on_accept(const net::Listener& listener, int fd, const IpEndpoint& peer) override;

  const Snapshot& snapshot() const { return *current_->snapshot; }
  PinnedSnapshot* pin();
  void unpin(PinnedSnapshot* pinned);

  void count_refused(const Gate::Verdict& verdict);  // of a connection

  // Destroyed at the end of the turn: their functions may still be on the stack.
  void retire(std::unique_ptr<UpstreamConnection> connection);
  void retire(Session& session);
  // There is more to do than one turn may take: resumed before the loop sleeps.
  void run_again(ClientStream& stream);
  void forget(const ClientStream& stream);  // it is destroyed
  // The session has frames of HTTP/2 to send: asked for them at the end of the turn, all together.
  void flush_later(Session& session);

  std::unique_ptr<Exchange> take_exchange();
  void give_back(std::unique_ptr<Exchange> exchange);

  // While it drains: when connections without a request end, and when one tunnel does, drawn anew
  // for each so that not all clients come back at once.
  Instant idle_until() const;
  Instant draw_close_time();

  std::uint64_t next_random();
  // Now as a Date header wants it; formatted once a second.
  std::string_view http_date();

  WorkerSetup setup;
  Instant now;  // read once a turn
  net::Reactor reactor;
  net::DeadlineWheel wheel;
  net::Mailbox mailbox;
  net::IoBuffers buffers;
  Gate gate;
  Handshakes handshakes;
  BlockPool blocks;
  UpstreamPool pool;
  PlaceCache places;
  std::vector<std::uint32_t> in_flight;  // by UpstreamId
  observability::WorkerMetrics& metrics;
  http::RequestHead request_head;    // scratch of the head in work
  http::ResponseHead response_head;  // likewise
  std::unique_ptr<char[]> body_scratch;
  std::unique_ptr<char[]> head_scratch;
  std::unique_ptr<char[]> http2_output;
  static constexpr std::size_t kBodyScratchBytes =
      net::IoBuffers::kPlainBytes + limits::kTrailerBytesMax + 128;
  static constexpr std::size_t kHeadScratchBytes = 2 * limits::kHeadBytesMax;
  static constexpr std::size_t kHttp2OutputBytes = 66 * 1024;  // of which one write is made
  std::vector<std::unique_ptr<ListenerState>> listener_states;
  bool draining = false;

 private:
  void flush_sessions();
  void end_turn();
  void release_unpinned();
  std::size_t handshakes_max() const;

  std::unique_ptr<PinnedSnapshot> current_;
  std::vector<std::unique_ptr<PinnedSnapshot>> superseded_;
  std::vector<std::unique_ptr<net::Listener>> listeners_;
  std::vector<std::unique_ptr<Session>> sessions_;
  std::vector<ClientStream*> again_;
  std::vector<Session*> flushes_;
  std::vector<std::unique_ptr<Session>> retired_sessions_;
  std::vector<std::unique_ptr<UpstreamConnection>> retired_connections_;
  std::vector<std::unique_ptr<Exchange>> spare_exchanges_;
  std::uint64_t random_state_;
  std::string date_;
  Instant date_until_{};
  Instant drained_by_{};  // what is left then is cut
  bool stopping_ = false;
  bool drained_told_ = false;
};

}  // namespace meridian::proxy
