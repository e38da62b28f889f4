#include "core/config/keys.hpp"

#include "core/config/named_sections.hpp"
#include "core/config/rates.hpp"
#include "core/config/scalars.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::config {
namespace {

constexpr std::size_t kStepsMax = 16;
constexpr std::size_t kServiceFencesMax = 16;

void name_checks(const Cursor&, Upstream& upstream) {
  for (std::size_t i = 0; i < upstream.health_checks.size(); ++i) {
    std::string& name = upstream.health_checks[i].name;
    if (name.empty()) name = "check-" + std::to_string(i + 1);
  }
}

const Section<Roles>& roles_section() {
  static const Section<Roles> section{
      key("primary", &Roles::primary, Name{"region name"}, kRequired,
          "the only region for methods other than GET, HEAD, OPTIONS and TRACE"),
  };
  return section;
}

// The timeouts that a service may change; the others stay as the global section has them.
struct TimeoutChanges {
  using Value = Timeouts;
  std::string describe() const { return "section like the global one"; }
  bool read(const Cursor& cursor, Value& value) const {
    return read_section(cursor, upstream_timeouts_section(), value);
  }
};

}  // namespace

const Section<Service>& service_section() {
  static const Section<Service> section{
      key("policy", &Service::steps, Policy{}, "weighted", "how a client gets its region"),
      key("steps", &Service::steps, ListOf<StepItem>{{}, kStepsMax}, kUnset,
          "instead of policy: each step narrows or orders what the one before left"),
      key("fences", &Service::fences, ListOf<Name>{{"fence name"}, kServiceFencesMax}, kUnset,
          "residency rules; all that match a client apply"),
      key("roles", &Service::roles, SectionOf<Roles>{roles_section}, kUnset,
          "one region that writes, the others only read"),
      key("affinity", &Service::affinity, SectionOf<Affinity>{affinity_section}, kUnset,
          "how a client stays in its region"),
      key("panic", &Service::panic,
          Choice<Panic>{{{"use_all", Panic::use_all},
                         {"last_good", Panic::last_good},
                         {"refuse", Panic::refuse}}},
          "use_all", "what happens when every region is out"),
      key("max_auto_out", &Service::max_auto_out, Integer<std::uint32_t>{{1, 100, "%"}}, "50%",
          "of the weight, in the service and in each fence, that failed checks may take away"),
      key("quorum", &Service::quorum, Integer<std::uint32_t>{{1, 1000, "", "majority"}}, "majority",
          "edges that must find a region out before all leave it"),
      key("path_scope", &Service::path_scope,
          Choice<PathScope>{{{"local", PathScope::local}, {"cluster", PathScope::cluster}}},
          "local", "who leaves a region that most edges cannot reach: not those that can, or all"),
      key("slow_after", &Service::slow_after, Integer<std::uint32_t>{{2, 100, "x", "off"}}, "off",
          "degraded is a region whose p95 to answer is that many times the middle region's"),
      key("explore", &Service::explore, TrafficPart{100}, kUnset,
          "of the clients, who measure another region than theirs with safe requests"),
      key("timeouts", &Service::timeouts, TimeoutChanges{}, kUnset,
          "changes for this service: connect, per_try, response_head, stream_idle, tunnel_idle, "
          "total, upstream_idle"),
      key("retry_budget", &Service::retry_budget,
          SectionOf<traffic::RetryBudget>{retry_budget_section}, kUnset,
          "how many requests may be under way for a second time"),
      key("upstreams", &Service::upstreams,
          NamedSections<Upstream>{"region",
                                  upstream_section,
                                  &Upstream::region,
                                  limits::kUpstreamsPerServiceMax,
                                  {},
                                  name_checks},
          kRequired, "the service in each region"),
  };
  return section;
}

}  // namespace meridian::config
