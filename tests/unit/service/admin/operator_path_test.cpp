#include "service/admin/operator_path.hpp"

#include <gtest/gtest.h>

namespace meridian::admin {
namespace {

TEST(OperatorPath, NamesTheResource) {
  const auto upstream = parse_operator_path("/v1/services/api/upstreams/eu/state");
  ASSERT_TRUE(upstream.has_value());
  EXPECT_EQ(upstream->kind, OperatorKind::upstream_state);
  EXPECT_EQ(upstream->service, "api");
  EXPECT_EQ(upstream->region, "eu");
  EXPECT_EQ(parse_operator_path("/v1/overrides/reset")->kind, OperatorKind::reset);
  EXPECT_EQ(parse_operator_path("/v1/overrides/conflicts")->kind, OperatorKind::conflicts);
  const auto adopt = parse_operator_path("/v1/overrides/conflicts/a-1-b/adopt");
  ASSERT_TRUE(adopt);
  EXPECT_EQ(adopt->kind, OperatorKind::adopt);
  EXPECT_EQ(adopt->id, "a-1-b");
  EXPECT_FALSE(parse_operator_path("/v1/overrides/conflicts/a-1-b"));
  EXPECT_EQ(parse_operator_path("/v1/overrides/state.eu")->id, "state.eu");
  EXPECT_EQ(parse_operator_path("/v1/regions/eu/state")->region, "eu");
  EXPECT_EQ(parse_operator_path("/v1/services/api")->kind, OperatorKind::service);
}

TEST(OperatorPath, LeavesOtherPathsAlone) {
  for (const char* path : {"/", "/v1", "/v1/status", "/v1/services", "/v1/regions/eu",
                           "/v1/regions/eu/state/x", "/v1/services/api/upstreams/eu", "/v2/regions",
                           "/v1/regions/eu/state/", "/v1/overrides/a/b/c/d/e/f/g"})
    EXPECT_FALSE(parse_operator_path(path).has_value()) << path;
}

TEST(OperatorPath, KnowsWhatItsTagIsOf) {
  const auto tag_of = [](const char* path) { return resource_of(*parse_operator_path(path)); };
  EXPECT_EQ(tag_of("/v1/overrides"), std::nullopt);
  EXPECT_EQ(tag_of("/v1/services/api/weights"), (state::Target{state::Kind::weight, "api", ""}));
  EXPECT_EQ(tag_of("/v1/overrides/state.eu"), (state::Target{state::Kind::state, "", "eu"}));
}

}  // namespace
}  // namespace meridian::admin
