#include "service/admin/endpoint.hpp"

#include <gtest/gtest.h>

#include <set>

namespace meridian::admin {
namespace {

ResourcePath path_of(std::string_view path) {
  const auto found = find_endpoint("GET", path);
  const auto* one = std::get_if<Found>(&found);
  if (one == nullptr) ADD_FAILURE() << path;
  return one == nullptr ? ResourcePath{} : one->path;
}

TEST(FindEndpoint, NamesTheResource) {
  const ResourcePath upstream = path_of("/v1/services/api/upstreams/eu/state");
  EXPECT_EQ(upstream.kind, ResourceKind::upstream_state);
  EXPECT_EQ(upstream.service, "api");
  EXPECT_EQ(upstream.region, "eu");
  EXPECT_EQ(path_of("/v1/overrides/state.eu").id, "state.eu");
  EXPECT_EQ(path_of("/v1/regions/eu/state").region, "eu");
  EXPECT_EQ(path_of("/v1/services/api").kind, ResourceKind::service);
}

TEST(FindEndpoint, APathOfWordsGoesBeforeOneWithNames) {
  const auto reset = find_endpoint("POST", "/v1/overrides/reset");
  ASSERT_TRUE(std::holds_alternative<Found>(reset));
  EXPECT_EQ(std::get<Found>(reset).path.kind, ResourceKind::reset);
  const auto read = find_endpoint("GET", "/v1/overrides/reset");
  ASSERT_TRUE(std::holds_alternative<WrongMethod>(read));
  EXPECT_EQ(std::get<WrongMethod>(read).allowed, "POST");
}

TEST(FindEndpoint, KnowsNoOtherPaths) {
  for (const char* path : {"", "/", "v1/status", "/v1", "/v1/services", "/v1/regions/eu",
                           "/v1/regions/eu/state/x", "/v1/services/api/upstreams/eu", "/v2/regions",
                           "/v1/regions/eu/state/", "/livez/", "/v1/overrides/a/b/c/d/e/f/g"})
    EXPECT_TRUE(std::holds_alternative<UnknownPath>(find_endpoint("GET", path))) << path;
}

TEST(FindEndpoint, TellsTheMethodsOfAPath) {
  const auto found = find_endpoint("DELETE", "/v1/services/api/weights");
  ASSERT_TRUE(std::holds_alternative<WrongMethod>(found));
  EXPECT_EQ(std::get<WrongMethod>(found).allowed, "GET, HEAD, PUT, PATCH");
  EXPECT_TRUE(std::holds_alternative<Found>(find_endpoint("HEAD", "/livez")));
}

TEST(Endpoints, HaveEachMethodOfAPathOnce) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Endpoint& endpoint : endpoints()) {
    EXPECT_TRUE(seen.emplace(endpoint.method, endpoint.path).second) << endpoint.path;
    EXPECT_EQ(endpoint.method == "GET", endpoint.body.empty()) << endpoint.path;
  }
}

TEST(May, EachRoleDoesWhatThoseBeforeItDo) {
  using config::AdminRole;
  EXPECT_TRUE(may(AdminRole::viewer, Access::viewer));
  EXPECT_FALSE(may(AdminRole::viewer, Access::operator_));
  EXPECT_TRUE(may(AdminRole::operator_, Access::operator_));
  EXPECT_FALSE(may(AdminRole::operator_, Access::admin));
  EXPECT_TRUE(may(AdminRole::admin, Access::admin));
}

TEST(ResourceOf, KnowsWhatTheTagIsOf) {
  EXPECT_EQ(resource_of(path_of("/v1/overrides")), std::nullopt);
  EXPECT_EQ(resource_of(path_of("/v1/services/api/weights")),
            (state::Target{state::Kind::weight, "api", ""}));
  EXPECT_EQ(resource_of(path_of("/v1/overrides/state.eu")),
            (state::Target{state::Kind::state, "", "eu"}));
}

}  // namespace
}  // namespace meridian::admin
