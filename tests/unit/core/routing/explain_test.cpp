#include "meridian/core/routing/explain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace meridian::routing::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

const CandidateStory& story_of(const Explanation& explanation, std::string_view region) {
  for (const CandidateStory& story : explanation.candidates)
    if (story.region == region) return story;
  static const CandidateStory none;
  ADD_FAILURE() << "no story of " << region;
  return none;
}

TEST(Explain, TellsWhyEachCandidateStayedOrLeft) {
  config::Config config = three_regions();
  service_of(config).steps = {step_of(config::StepType::nearest)};
  upstream_of(config, "us").state = config::UpstreamState::draining;
  const auto view = view_of(config, {"eu"});
  const Explanation story = explain(client_in("DE"), request_to(), *view, {}, {});
  EXPECT_EQ(story.route, "route-1");
  EXPECT_EQ(story.service, "api");
  ASSERT_EQ(story.candidates.size(), 3U);
  EXPECT_EQ(story.candidates[0].region, "ap");
  EXPECT_TRUE(story.candidates[0].stayed);
  EXPECT_EQ(story.candidates[0].reason, Reason::nearest_next);
  EXPECT_EQ(story_of(story, "eu").reason, Reason::left_local_out);
  EXPECT_EQ(story_of(story, "us").reason, Reason::left_draining);
  EXPECT_NEAR(story_of(story, "eu").distance_km.value(), 650, 50);
  EXPECT_THAT(story.steps, Contains(HasSubstr("health: eu is out")));
}

TEST(Explain, ShowsTiersAndDraws) {
  config::Config config = three_regions();
  config::Step geo = step_of(config::StepType::geo);
  geo.rules = {geo_rule({"DE"}, {{"eu", "us"}, {"ap"}})};
  service_of(config).steps = {geo};
  const auto view = view_of(config);
  const Explanation story = explain(client_in("DE"), request_to(), *view, {}, {});
  EXPECT_EQ(story_of(story, "eu").tier, 1);
  EXPECT_EQ(story_of(story, "ap").tier, 2);
  EXPECT_LT(story.candidates[0].draw.value(), story.candidates[1].draw.value());
  EXPECT_THAT(story.steps, Contains("geo: eu, us > ap"));
}

TEST(Explain, TellsAFenceThatRefuses) {
  config::Config config = three_regions();
  add_fence(config, "residency", {"DE"}, {"eu"});
  const auto view = view_of(config);
  const Explanation story = explain(client_in(""), request_to(), *view, {}, {});
  EXPECT_EQ(story.decision.reason, Reason::fenced);
  EXPECT_EQ(story_of(story, "eu").reason, Reason::left_fence);
  EXPECT_THAT(story.steps, Contains(HasSubstr("fence: residency denies")));
}

TEST(Explain, TellsThatNoRouteFits) {
  const auto view = view_of(three_regions());
  const Explanation story = explain(client_in("DE"), request_to("/", "evil.org"), *view, {}, {});
  EXPECT_TRUE(story.route.empty());
  EXPECT_TRUE(story.candidates.empty());
  EXPECT_THAT(story.steps, Contains("match: no route is for host evil.org"));
}

}  // namespace
}  // namespace meridian::routing::test
