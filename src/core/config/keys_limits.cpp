#include "core/config/keys.hpp"

#include "core/config/scalars.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::config {

using std::chrono::hours;

namespace {

Section<Timeouts> client_timeouts() {
  return {
      key("handshake", &Timeouts::handshake, Duration{}, "10s", "TLS handshake with a client"),
      key("request_head", &Timeouts::request_head, Duration{}, "10s",
          "first byte of a request to the end of its head"),
      key("idle", &Timeouts::idle, Duration{}, "60s", "client connection between two requests"),
  };
}

}  // namespace

const Section<Timeouts>& upstream_timeouts_section() {
  static const Section<Timeouts> section{
      key("connect", &Timeouts::connect, Duration{}, "1s", "TCP and TLS to an upstream"),
      key("response_head", &Timeouts::response_head, Duration{}, "30s",
          "request sent to the end of the response head"),
      key("stream_idle", &Timeouts::stream_idle, Duration{}, "60s",
          "no byte moves in either direction during an exchange"),
      key("tunnel_idle", &Timeouts::tunnel_idle, Duration{}, "10m",
          "no byte moves in either direction of a WebSocket connection"),
      key("total", &Timeouts::total, Duration{milliseconds(1), hours(24), true}, "0s",
          "whole exchange, from the request's head to the last byte"),
      key("upstream_idle", &Timeouts::upstream_idle, Duration{}, "30s",
          "unused connection to an upstream"),
  };
  return section;
}

const Section<Timeouts>& timeouts_section() {
  static const Section<Timeouts> section = [] {
    Section<Timeouts> all = client_timeouts();
    const auto& upstream = upstream_timeouts_section();
    all.insert(all.end(), upstream.begin(), upstream.end());
    return all;
  }();
  return section;
}

const Section<Limits>& limits_section() {
  static const Section<Limits> section{
      key("connections", &Limits::connections, Integer<std::uint32_t>{{1, 10'000'000, "", "auto"}},
          "auto", "client connections of the process; auto: from the limit of open files"),
      key("head_bytes", &Limits::head_bytes, Size{1024, limits::kHeadBytesMax}, "32KiB",
          "head of a request or a response"),
      key("upstream_idle_per_endpoint", &Limits::upstream_idle_per_endpoint,
          Integer<std::uint32_t>{{0, limits::kIdlePerEndpointMax}}, "128",
          "unused connections kept for each endpoint and worker"),
      key("attempts", &Limits::attempts, Integer<std::uint32_t>{{1, limits::kAttemptsMax}}, "3",
          "sends of one request, the first one included"),
      key("replay_body_bytes", &Limits::replay_body_bytes, Size{0, limits::kReplayBodyBytesMax},
          "64KiB", "request body kept so that it can be sent again"),
  };
  return section;
}

}  // namespace meridian::config
