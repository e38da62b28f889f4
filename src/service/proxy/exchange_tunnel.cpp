// A WebSocket connection behind a 101: bytes both ways until both sides have ended, or until this
// edge goes away.
#include "service/proxy/exchange.hpp"

namespace meridian::proxy {

// `ahead`: what the upstream has sent behind its 101.
void Exchange::begin_tunnel(std::string_view ahead) {
  tunnel_.to_client.take(ahead);
  due_.total = Instant{};
  wait(Waiting::tunnel);
  if (worker_.draining) begin_drain();
  pump_request();  // what the client sent ahead
}

void Exchange::end_of_tunnel_side() {
  if (tunnel_.client_ended && tunnel_.upstream_ended)
    return finish(Termination::complete, After::close);
  wait(Waiting::stream);  // the other side has this long to end as well
}

void Exchange::begin_drain() {
  if (!relay_.is_tunnel()) return;
  due_.close = worker_.draw_close_time();
  arm();
}

// Both sides are told 1001, the upstream where a frame of the client does not stand in the way.
// False: a frame to the client is under way.
bool Exchange::close_tunnel() {
  if (!tunnel_.to_client.at_boundary() || stream_->has_backlog()) return false;
  if (!tunnel_.upstream_ended) stream_->write(http::kGoingAway);
  net::Connection& upstream = upstream_->connection;
  if (!tunnel_.client_ended && tunnel_.to_upstream.at_boundary() && !upstream.has_backlog()) {
    const auto frame = http::masked_going_away(static_cast<std::uint32_t>(worker_.next_random()));
    upstream.write({frame.data(), frame.size()});
  }
  finish(Termination::shutdown, After::linger);
  return true;
}

}  // namespace meridian::proxy
