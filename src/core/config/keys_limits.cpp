#include "core/config/keys.hpp"

#include "core/config/rates.hpp"
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
      key("request_body", &Timeouts::request_body, Duration{}, "20s",
          "in which a request body must keep limits.body_rate_min"),
      key("idle", &Timeouts::idle, Duration{}, "60s", "client connection between two requests"),
      key("drain", &Timeouts::drain, Duration{seconds(1), hours(24)}, "10s",
          "from SIGTERM to the end of the connections that are left"),
      key("handover", &Timeouts::handover, Duration{seconds(1), hours(24)}, "5m",
          "likewise, of a process that another one has taken the place of"),
  };
}

}  // namespace

const Section<Timeouts>& upstream_timeouts_section() {
  static const Section<Timeouts> section{
      key("connect", &Timeouts::connect, Duration{}, "1s", "TCP and TLS to an upstream"),
      key("per_try", &Timeouts::per_try, Duration{milliseconds(1), hours(1), true}, "0s",
          "one attempt, from choosing the region to the end of the response head"),
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

namespace {

constexpr std::int64_t kCountMax = 10'000'000;
constexpr std::uint64_t kBodyBytesMax = std::uint64_t{1} << 50;

const Integer<std::uint32_t> kCountOrOff{{1, kCountMax, "", "off"}};

Section<Limits> amounts() {
  return {
      key("connections", &Limits::connections, Integer<std::uint32_t>{{1, kCountMax, "", "auto"}},
          "auto", "client connections of the process; auto: from the limit of open files"),
      key("handshakes", &Limits::handshakes, Integer<std::uint32_t>{{1, kCountMax, "", "auto"}},
          "auto", "TLS handshakes under way; auto: a quarter of the connections"),
      key("connections_per_client", &Limits::connections_per_client, kCountOrOff, "off",
          "client connections of one client network"),
      key("requests", &Limits::requests, kCountOrOff, "off", "requests under way"),
      key("requests_per_client", &Limits::requests_per_client, kCountOrOff, "off",
          "requests under way of one client network"),
      key("rate_per_client", &Limits::rate_per_client, RateLimit{}, kUnset,
          "requests of one client network; beyond it 429"),
  };
}

Section<Limits> sizes() {
  return {
      key("head_bytes", &Limits::head_bytes, Size{1024, limits::kHeadBytesMax}, "32KiB",
          "head of a request or a response"),
      key("body_bytes", &Limits::body_bytes, Size{1, kBodyBytesMax, "off"}, "off",
          "body of a request; beyond it 413"),
      key("body_rate_min", &Limits::body_rate_min, Size{1, 1 << 30, "off"}, "off",
          "bytes per second below which a request body is given up with 408"),
      key("memory", &Limits::memory, Size{1 << 20, kBodyBytesMax, "off"}, "off",
          "what is kept of heads, bodies and output that the other side does not take"),
      key("upstream_idle_per_endpoint", &Limits::upstream_idle_per_endpoint,
          Integer<std::uint32_t>{{0, limits::kIdlePerEndpointMax}}, "128",
          "unused connections kept for each endpoint and worker"),
      key("attempts", &Limits::attempts, Integer<std::uint32_t>{{1, limits::kAttemptsMax}}, "3",
          "sends of one request, the first one included"),
      key("replay_body_bytes", &Limits::replay_body_bytes, Size{0, limits::kReplayBodyBytesMax},
          "64KiB", "request body kept so that it can be sent again"),
  };
}

// How many leading bits of an address are one client.
Section<Limits> prefixes() {
  const auto prefix = [](std::string_view name, int traffic::ClientPrefixes::*member,
                         const Integer<int>& type, std::string_view fallback,
                         std::string_view meaning) {
    const auto whole = key(name, member, type, fallback, meaning);
    Key<Limits> part;
    part.name = name;
    part.rows = whole.rows;
    part.preset = [whole](Limits& limits) { whole.preset(limits.client_prefixes); };
    part.read = [whole](const Cursor& cursor, Limits& limits) {
      whole.read(cursor, limits.client_prefixes);
    };
    return part;
  };
  return {
      prefix("client_prefix_v4", &traffic::ClientPrefixes::v4, Integer<int>{{8, 32}}, "32",
             "leading bits of an IPv4 address that are one client"),
      prefix("client_prefix_v6", &traffic::ClientPrefixes::v6, Integer<int>{{16, 128}}, "64",
             "leading bits of an IPv6 address that are one client"),
  };
}

}  // namespace

const Section<Limits>& limits_section() {
  static const Section<Limits> section = [] {
    Section<Limits> all = amounts();
    for (const Section<Limits>& part : {prefixes(), sizes()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return section;
}

const Section<UpstreamLimits>& upstream_limits_section() {
  static const Section<UpstreamLimits> section{
      key("connections", &UpstreamLimits::connections, kCountOrOff, "off",
          "connections to the region, used or not"),
      key("pending", &UpstreamLimits::pending, kCountOrOff, "off",
          "of these, not yet established: each has a request that waits for it"),
      key("requests", &UpstreamLimits::requests, kCountOrOff, "off", "requests under way"),
  };
  return section;
}

const Section<traffic::RetryBudget>& retry_budget_section() {
  using traffic::RetryBudget;
  static const Section<RetryBudget> section{
      key("percent", &RetryBudget::percent, Integer<std::uint32_t>{{0, 100, "%"}}, "20%",
          "of the requests under way, per worker"),
      key("min", &RetryBudget::min, Integer<std::uint32_t>{{0, 1000}}, "3",
          "allowed however few are under way, per worker"),
  };
  return section;
}

}  // namespace meridian::config
