#include "core/config/keys.hpp"

#include "core/config/addresses.hpp"
#include "core/config/scalars.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::config {

using std::chrono::hours;

namespace {

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

const Section<ReturnPolicy>& return_section() {
  static const Section<ReturnPolicy> section{
      key("ramp", &ReturnPolicy::ramp, Duration{seconds(1), hours(1), true}, "30s",
          "from a tenth of its weight to all of it, in ten steps; 0s: at once"),
      key("hold_down", &ReturnPolicy::hold_down, Duration{seconds(1), hours(1), true}, "10s",
          "kept out that long after the second outage, doubled by each further one; 0s: never"),
      key("hold_down_max", &ReturnPolicy::hold_down_max, Duration{seconds(1), hours(24)}, "5m",
          "longest; and that long without an outage, one of them is forgotten"),
      key("failback", &ReturnPolicy::failback,
          Choice<Failback>{{{"auto", Failback::automatic}, {"manual", Failback::manual}}}, "auto",
          "manual: it stays out until an operator lets it in"),
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
      health_checks_key(),
      key("min_healthy", &Upstream::min_healthy,
          Integer<std::uint32_t>{{1, limits::kEndpointsPerUpstreamMax}}, "1",
          "endpoints that must work; with fewer the region is out"),
      key("return", &Upstream::return_policy, SectionOf<ReturnPolicy>{return_section}, kUnset,
          "how the region comes back after an outage"),
  };
  return section;
}

}  // namespace meridian::config
