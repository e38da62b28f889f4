// The reader of access log lines on arbitrary bytes: it ends without throwing, and what it accepts
// can be decided on.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/config/parse.hpp"
#include "meridian/core/replay/logged_request.hpp"
#include "meridian/core/routing/build_view.hpp"

namespace config = meridian::config;
namespace replay = meridian::replay;
namespace routing = meridian::routing;

namespace {

constexpr std::string_view kConfig =
    R"(listeners: [{name: web, bind: [127.0.0.1:8080], protocol: http}]
geoip: {overrides: [{cidr: 80.0.0.0/8, country: DE}]}
regions: {eu: {country: FR}, us: {country: US}}
fences: {eu: {clients: {groups: [EU], subdivisions: [US-CA], asns: [3320]}, regions: [eu]}}
services:
  api:
    steps: [nearest, least_loaded]
    fences: [eu]
    upstreams: {eu: {endpoints: ["192.0.2.1:80"]}, us: {endpoints: ["192.0.2.3:80"]}}
routes:
  - {hosts: [api.test], headers: {x-beta: "yes"}, service: api}
  - {hosts: ["*"], path_prefix: /v1, service: api}
)";

std::shared_ptr<const routing::View> make_view() {
  auto outcome = config::parse_config(kConfig, "");
  if (const auto* errors = std::get_if<std::vector<config::Diagnostic>>(&outcome)) {
    for (const auto& error : *errors) std::fputs(config::format(error, "").c_str(), stderr);
    std::abort();
  }
  auto topology = routing::Topology::build(
      std::make_shared<const config::Config>(std::get<config::Config>(std::move(outcome))),
      nullptr);
  return routing::build_view(nullptr, {topology.value(), {}, {}, {}});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const auto view = make_view();
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto logged = replay::parse_logged_request(text);
  if (!logged) {
    MERIDIAN_CHECK(!to_string(logged.error()).empty());
    return 0;
  }
  MERIDIAN_CHECK(logged->load.size() <= meridian::limits::kUpstreamsPerServiceMax);
  const auto fields = logged->fields();
  const auto load = replay::load_in(*logged, view->services[0], *view);
  const auto decision =
      routing::decide({logged->client, replay::place_in(logged->place, view->locator)},
                      logged->request(fields), *view, {load}, {});
  MERIDIAN_CHECK(decision.outcome != routing::Outcome::forward || decision.count > 0);
  return 0;
}
