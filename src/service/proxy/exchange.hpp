// One request from its head to its end, through the phases locate, decide, acquire, send, relay and
// finish. Used again for later requests of the same worker. It performs what the pure core decides:
// framing and rewriting (core/http), the region (core/routing).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "meridian/core/http/admission.hpp"
#include "meridian/core/http/exchange_relay.hpp"
#include "meridian/core/http/rewrite.hpp"
#include "meridian/core/routing/decide.hpp"
#include "service/proxy/client_pin.hpp"
#include "service/proxy/client_stream.hpp"
#include "service/proxy/exchange_state.hpp"
#include "service/proxy/first_decision.hpp"
#include "service/proxy/upstream_pool.hpp"

namespace meridian::proxy {

class Exchange final : public UpstreamConnection::User {
 public:
  explicit Exchange(WorkerCore& worker) : worker_(worker), pass_(worker.buffers.held) {}
  ~Exchange();

  // `head`: a complete request head; copied before this returns.
  void begin(ClientStream& stream, std::string_view head);
  void refuse_head(ClientStream& stream, http::Violation violation, std::uint16_t status);
  void refuse_slow_head(ClientStream& stream);

  void on_client();  // readable, writable or gone
  void on_upstream() override;
  void on_deadline();
  void abandon();      // the worker stops: no answer
  void begin_drain();  // a tunnel: closed before the drain's end

 private:
  using Termination = observability::Termination;
  using After = ClientStream::After;
  // exchange.cpp
  void start(ClientStream& stream);
  bool admit();
  void locate();
  routing::Request request_now() const;
  routing::Decision decide_now();
  void answer_itself(const routing::Decision& decision);
  void redirect_to_https();
  void wait(Waiting what);
  void arm();
  void judge_body_rate();
  void note_held() { pass_.held.set(block_.capacity + replay_.size() + held_response_.size()); }
  void finish(Termination termination, After after);
  void let_go_of_upstream();
  bool ended() const { return stream_ == nullptr; }

  // exchange_send.cpp
  void acquire();
  bool try_candidate();
  bool open_connection(const routing::EndpointView& endpoint);
  void on_connecting();
  void connected();
  bool write_head();
  void send();
  Waiting waiting_for_request() const;
  http::BodyRelay::Step next_request_bytes(std::string_view input);
  void pump_request();
  bool refuses_body(const http::BodyRelay::Step& step);
  void end_of_client(net::ReadState state);
  void note_failure(health::LiveFailure failure);
  void upstream_failed(Failure failure);
  bool is_stale(Failure failure) const;
  bool may_retry(Failure failure);
  void retry(Failure failure);
  void give_up(Failure failure);

  // exchange_response.cpp
  void pump_response();
  void take_response(std::span<char> bytes);
  bool perform(const http::ResponseStep& step);
  bool pass_interim(std::string_view head);
  bool pass_head(const http::ResponseStep& step);
  bool pass_body(std::string_view body);
  void say_continue();
  void end_of_upstream(net::ReadState state);
  void begin_tunnel(std::string_view ahead);  // exchange_tunnel.cpp, as the next two
  void end_of_tunnel_side();
  bool close_tunnel();
  void response_complete();
  void refuse_response(http::Violation violation);

  // exchange_answer.cpp
  void reply(const Reply& reply);
  bool refuse(const Gate::Verdict& verdict);
  void refuse_large_body();
  void reply_options();
  void reply_violation(http::Violation violation, std::uint16_t status);
  void record(Termination termination);
  void count(Termination termination);
  void log(Termination termination);
  observability::AccessRecord access_record() const;

  WorkerCore& worker_;
  ClientStream* stream_ = nullptr;  // null: not in use
  PinnedSnapshot* pinned_ = nullptr;
  Block block_;
  Pass pass_;
  std::unique_ptr<UpstreamConnection> upstream_;

  // The request. Views point into block_.
  std::string_view raw_head_, upstream_head_, method_text_, host_, target_;
  http::Method method_ = http::Method::other;
  http::Version version_ = http::Version::http1_1;
  http::RequestVerdict verdict_;
  std::array<char, 32> own_request_id_{};
  std::string_view request_id_;
  routing::Client client_;
  ClientPin pin_;
  std::uint64_t request_key_ = 0, explore_window_ = 0;

  // Where it goes.
  routing::Decision decision_;
  FirstDecision first_;
  std::array<UpstreamId, limits::kAttemptsMax> tried_{};
  std::uint8_t tried_count_ = 0, attempts_ = 0;
  const routing::UpstreamView* target_upstream_ = nullptr;
  const routing::EndpointView* target_endpoint_ = nullptr;
  routing::Reason reason_ = routing::Reason::no_route;
  Failure last_failure_ = Failure::connect;
  bool even_ejected_ = false;  // nothing but ejected endpoints is left
  bool fresh_only_ = false;    // a stale pooled connection was met: no second one
  // How far it is.
  Phase phase_ = Phase::locate;
  Waiting waiting_ = Waiting::connect;
  http::ExchangeRelay relay_;
  std::string replay_;           // request body bytes as sent, for a retry
  std::string held_response_;    // taken from the upstream, waits for the client to take a 1xx
  bool replay_complete_ = true;  // replay_ holds all that was sent
  bool peer_trusted_ = false, tcp_connected_ = false;
  bool response_started_ = false;  // bytes of the final response went to the client
  Tunnel tunnel_;
  std::uint16_t status_ = 0;
  Instant started_{}, connecting_{}, sent_{}, first_byte_{};
  Deadlines due_;
  nanoseconds queue_time_{}, connect_time_{};
};

}  // namespace meridian::proxy
