// decide on the hot path allocates nothing: counted by this binary's own operator new.
#include <gtest/gtest.h>

#include <array>

#include "tests/support/allocations.hpp"
#include "world.hpp"

namespace meridian::routing::test {
namespace {

using meridian::test::allocations;

config::Config every_stage() {
  config::Config config = three_regions();
  config::Step geo = step_of(config::StepType::geo);
  geo.rules = {geo_rule({"DE"}, {{"eu", "us"}, {"ap"}})};
  service_of(config).steps = {geo, step_of(config::StepType::nearest),
                              step_of(config::StepType::priority),
                              step_of(config::StepType::weighted)};
  add_fence(config, "residency", {"FR"}, {"eu"});
  config.routes[0].headers = {{"x-tenant", "a", false}};
  config.routes[0].methods = {"GET"};
  return config;
}

TEST(Allocations, TheCounterCounts) {
  const std::size_t before = allocations();
  delete new int(7);
  EXPECT_GT(allocations(), before);
}

TEST(Allocations, DecideAdmitAndRetryMakeNone) {
  const std::array<http::Field, 1> fields{{{"x-tenant", "a"}}};
  for (const std::vector<std::string>& out :
       {std::vector<std::string>{}, {"eu"}, {"eu", "us", "ap"}}) {
    const auto view = view_of(every_stage(), out);
    const Client client = client_in("DE");
    Request request = request_to("/a/rather/long/path/that/is/no/small/string");
    request.fields = fields;
    const std::size_t before = allocations();
    const Decision first = decide(client, request, *view, {}, {});
    const bool forwarded = first.outcome == Outcome::forward;
    const std::array tried{first.candidate(0).id};
    request.tried = tried;
    const Decision second = decide(client, request, *view, {}, {});
    const bool admitted = admit(*view, first.candidate(0).id, client, "GET");
    EXPECT_EQ(allocations(), before);
    EXPECT_TRUE(forwarded && admitted);
    EXPECT_EQ(second.outcome, first.count > 1 ? Outcome::forward : Outcome::refuse);
  }
}

}  // namespace
}  // namespace meridian::routing::test
