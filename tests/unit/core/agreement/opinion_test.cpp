#include "meridian/core/agreement/opinion.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/agreement/votes.hpp"

namespace meridian::agreement {
namespace {

using namespace test;
using health::ProbeOutcome;

// One upstream with two endpoints and one check, which falls and rises at once.
class Region {
 public:
  Region() {
    config::HealthCheck check;
    check.name = "check-1";
    check.fall = 1;
    check.rise = 2;
    health::HealthTable::Upstream upstream;
    upstream.id = kId;
    upstream.endpoints = {{EndpointId{0}, {check}}, {EndpointId{1}, {check}}};
    upstream.return_policy.hold_down = milliseconds(10'000);
    upstream.return_policy.hold_down_max = milliseconds(60'000);
    table_.watch({upstream}, second(0));
  }
  void probe(ProbeOutcome first, ProbeOutcome second_one) {
    ++now_;
    table_.apply(EndpointId{0}, 0, {first, {}, {}}, second(now_), 1);
    table_.apply(EndpointId{1}, 0, {second_one, {}, {}}, second(now_), 1);
  }
  void probe(ProbeOutcome both) { probe(both, both); }
  Opinion opinion() {
    const std::vector<Watched> watched{{kId, "api/eu", {EndpointId{0}, EndpointId{1}}, 2}};
    opinions_ = opinions_of(table_, watched, opinions_);
    return opinions_.at("api/eu");
  }

 private:
  static constexpr UpstreamId kId{3};
  health::HealthTable table_;
  Opinions opinions_;
  double now_ = 0;
};

TEST(OpinionsOf, NoEvidenceIsNoVote) {
  EXPECT_EQ(Region().opinion(), (Opinion{Vote::none, Kind::path, 2}));
}

TEST(OpinionsOf, ItWorksWhereAnEndpointDoes) {
  Region region;
  region.probe(ProbeOutcome::ok, ProbeOutcome::timeout);
  EXPECT_EQ(region.opinion().vote, Vote::up);
}

TEST(OpinionsOf, WrongAnswersAreToldApartFromPaths) {
  for (const auto outcome : {ProbeOutcome::refused, ProbeOutcome::reset, ProbeOutcome::timeout,
                             ProbeOutcome::tls, ProbeOutcome::unresolved}) {
    Region region;
    region.probe(outcome);
    EXPECT_EQ(region.opinion(), (Opinion{Vote::down, Kind::path, 2})) << to_string(outcome);
  }
  for (const auto outcome : {ProbeOutcome::bad_status, ProbeOutcome::bad_answer,
                             ProbeOutcome::bad_body, ProbeOutcome::slow}) {
    Region region;
    region.probe(outcome);
    EXPECT_EQ(region.opinion(), (Opinion{Vote::down, Kind::answer, 2})) << to_string(outcome);
  }
}

TEST(OpinionsOf, OneEndpointNotReachedMakesItAPath) {
  Region region;
  region.probe(ProbeOutcome::bad_status, ProbeOutcome::timeout);
  EXPECT_EQ(region.opinion().kind, Kind::path);
}

TEST(OpinionsOf, KindStandsWhileItComesBack) {
  Region region;
  region.probe(ProbeOutcome::bad_status);
  EXPECT_EQ(region.opinion().kind, Kind::answer);
  region.probe(ProbeOutcome::ok);
  EXPECT_EQ(region.opinion(), (Opinion{Vote::down, Kind::answer, 2}));
  region.probe(ProbeOutcome::ok);
  EXPECT_EQ(region.opinion().vote, Vote::up);
}

TEST(OpinionsOf, WhatIsHeldIsNotVotedFor) {
  Region region;
  region.probe(ProbeOutcome::bad_status);
  region.probe(ProbeOutcome::ok);
  region.probe(ProbeOutcome::ok);
  EXPECT_EQ(region.opinion().vote, Vote::up);
  region.probe(ProbeOutcome::bad_status);
  EXPECT_EQ(region.opinion().kind, Kind::answer);
  region.probe(ProbeOutcome::ok);
  region.probe(ProbeOutcome::ok);
  EXPECT_EQ(region.opinion(), (Opinion{Vote::down, Kind::answer, 2})) << "it was out twice";
}

TEST(DigestOf, MovesWithEveryPart) {
  const Opinions one{{"api/eu", {Vote::down, Kind::path, 0}}};
  EXPECT_EQ(digest_of(one), digest_of(Opinions(one)));
  for (const Opinions& other : {Opinions{}, Opinions{{"api/us", {Vote::down, Kind::path, 0}}},
                                Opinions{{"api/eu", {Vote::up, Kind::path, 0}}},
                                Opinions{{"api/eu", {Vote::down, Kind::answer, 0}}},
                                Opinions{{"api/eu", {Vote::down, Kind::path, 1}}}})
    EXPECT_NE(digest_of(other), digest_of(one));
}

}  // namespace
}  // namespace meridian::agreement
