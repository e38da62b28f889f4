#include "core/config/keys.hpp"

#include "core/config/addresses.hpp"
#include "core/config/http_values.hpp"
#include "core/config/scalars.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::config {

using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr std::size_t kChecksMax = 8;

const Section<HealthCheck>& check_section() {
  const Duration interval{milliseconds(100), hours(1)};
  static const Section<HealthCheck> section{
      key("name", &HealthCheck::name, Name{}, kUnset, "name in logs; none: check-1, check-2, ..."),
      key("type", &HealthCheck::type,
          Choice<CheckType>{
              {{"http", CheckType::http}, {"https", CheckType::https}, {"tcp", CheckType::tcp}}},
          "http", "tcp: connecting is enough"),
      key("severity", &HealthCheck::severity,
          Choice<CheckSeverity>{
              {{"critical", CheckSeverity::critical}, {"warn", CheckSeverity::warn}}},
          "critical", "warn: a failure is shown and takes nothing out"),
      key("path", &HealthCheck::path, UrlPath{true}, "/", "what is asked for"),
      key("host", &HealthCheck::host, Authority{}, kUnset,
          "Host header; none: the endpoint's host"),
      key("port", &HealthCheck::port, Integer<std::uint16_t>{{1, 65535}}, kUnset,
          "none: the endpoint's port"),
      custom_key<HealthCheck>(
          {{"status", Statuses{}.describe(), "200-299", "answers that count as good"}}, "status",
          [](const Cursor& cursor, HealthCheck& check) {
            StatusRange range;
            if (!Statuses{}.read(cursor, range)) return;
            check.status_min = range.min;
            check.status_max = range.max;
          }),
      key("interval", &HealthCheck::interval, interval, "2s", "between two checks"),
      key("interval_transition", &HealthCheck::interval_transition, interval, "500ms",
          "while a change is suspected; never longer than interval, unless set"),
      key("interval_down", &HealthCheck::interval_down, interval, "5s",
          "while it is down; never longer than interval, if only that is set"),
      key("timeout", &HealthCheck::timeout, Duration{milliseconds(10), minutes(1)}, "1s",
          "connecting and the whole answer"),
      key("slow_after", &HealthCheck::slow_after, Duration{milliseconds(1), minutes(1)}, kUnset,
          "a good answer later than this counts as a failure; shorter than timeout"),
      key("fall", &HealthCheck::fall, Integer<std::uint32_t>{{1, 100}}, "3",
          "failures in a row until it is down"),
      key("rise", &HealthCheck::rise, Integer<std::uint32_t>{{1, 100}}, "2",
          "successes in a row until it is up again"),
      key("jitter", &HealthCheck::jitter_percent, Integer<std::uint32_t>{{0, 50, "%"}}, "10%",
          "random part of an interval, so that edges do not check in step"),
  };
  return section;
}

struct CheckItem {
  using Value = HealthCheck;
  std::string describe() const { return "section"; }
  std::vector<KeyRow> rows() const { return rows_of(check_section(), "."); }
  void preset(Value& value) const { preset_section(check_section(), value); }
  bool read(const Cursor& cursor, Value& value) const {
    if (!read_section(cursor, check_section(), value)) return false;
    const Node& node = cursor.node();
    if (node.find("interval") == nullptr) return true;
    // Whoever shortens the one interval must not be surprised by longer ones.
    for (const auto& [name, member] :
         {std::pair{"interval_transition", &HealthCheck::interval_transition},
          std::pair{"interval_down", &HealthCheck::interval_down}}) {
      if (node.find(name) == nullptr) value.*member = std::min(value.*member, value.interval);
    }
    return true;
  }
};

const Section<UpstreamTls>& tls_section() {
  static const Section<UpstreamTls> section{
      key("enabled", &UpstreamTls::enabled, Flag{}, "false", "TLS to the endpoints"),
      key("verify", &UpstreamTls::verify, Flag{}, "true",
          "refuse a certificate that is not valid for the name"),
      key("ca_file", &UpstreamTls::ca_file, FileName{}, kUnset,
          "PEM file with the accepted authorities; none: the system's"),
      key("server_name", &UpstreamTls::server_name, HostName{}, kUnset,
          "name that is sent (SNI) and verified; none: the endpoint's host"),
  };
  return section;
}

const Section<Capacity>& capacity_section() {
  const Integer<std::uint32_t> rate{{1, 10'000'000, "/s"}};
  static const Section<Capacity> section{
      key("target", &Capacity::target, rate, kRequired,
          "what exceeds it is served elsewhere, as long as there is room"),
      key("max", &Capacity::max, rate, kUnset, "what exceeds it gets 503; none: no bound"),
  };
  return section;
}

}  // namespace

const Section<Upstream>& upstream_section() {
  static const Section<Upstream> section{
      key("endpoints", &Upstream::endpoints, ListOf<HostPort>{{}, limits::kEndpointsPerUpstreamMax},
          kRequired, "load balancers or servers of the region"),
      key("weight", &Upstream::weight, Integer<std::uint32_t>{{0, 1000}}, "100",
          "share among regions of equal rank; 0: no new client"),
      key("state", &Upstream::state,
          Choice<UpstreamState>{{{"enabled", UpstreamState::enabled},
                                 {"draining", UpstreamState::draining},
                                 {"disabled", UpstreamState::disabled}}},
          "enabled", "draining: no new client; disabled: nobody"),
      key("priority", &Upstream::priority, Integer<std::uint32_t>{{1, 1000}}, "1",
          "rank for the step `priority`: lower first"),
      key("capacity", &Upstream::capacity, SectionOf<Capacity>{capacity_section}, kUnset,
          "for the step `capacity`: requests that the region takes from all edges"),
      key("tls", &Upstream::tls, SectionOf<UpstreamTls>{tls_section}, kUnset,
          "TLS between this edge and the region"),
      key("proxy_protocol", &Upstream::proxy_protocol,
          Choice<ProxyHeader>{
              {{"off", ProxyHeader::off}, {"v1", ProxyHeader::v1}, {"v2", ProxyHeader::v2}}},
          "off", "PROXY header in front of each connection, which then serves one client only"),
      key("limits", &Upstream::limits, SectionOf<UpstreamLimits>{upstream_limits_section}, kUnset,
          "how much the region is given; beyond it the next region serves, or 503"),
      key("health_checks", &Upstream::health_checks, ListOf<CheckItem>{{}, kChecksMax}, kUnset,
          "how this edge finds out whether the region works; none: by live traffic only"),
  };
  return section;
}

}  // namespace meridian::config
