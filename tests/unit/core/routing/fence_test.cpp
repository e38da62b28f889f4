#include "core/routing/fence.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace meridian::routing::test {
namespace {

const geo::Locator& locator() {
  static const geo::Locator locator({}, geo::NameTable({"office", "partner"}),
                                    geo::NameTable({"DE-BY", "US-CA"}));
  return locator;
}

FenceMatch match(const config::Fence& fence, const geo::Place& place) {
  return match_fence(compile_fence(fence, {}, locator()), place);
}

TEST(MatchFence, CountryGroupAndContinentPutAClientInside) {
  config::Fence countries;
  countries.countries = {country("US")};
  config::Fence group;
  group.groups = {config::Group::EEA};
  config::Fence continent;
  continent.continents = {geo::Continent::EU};
  EXPECT_EQ(match(countries, client_in("US").place), FenceMatch::inside);
  EXPECT_EQ(match(countries, client_in("DE").place), FenceMatch::outside);
  EXPECT_EQ(match(group, client_in("NO").place), FenceMatch::inside);
  EXPECT_EQ(match(group, client_in("GB").place), FenceMatch::outside);
  EXPECT_EQ(match(continent, client_in("GB").place), FenceMatch::inside);
  EXPECT_EQ(match(continent, client_in("SG").place), FenceMatch::outside);
}

TEST(MatchFence, EuIsNotEea) {
  config::Fence fence;
  fence.groups = {config::Group::EU};
  EXPECT_EQ(match(fence, client_in("DE").place), FenceMatch::inside);
  EXPECT_EQ(match(fence, client_in("NO").place), FenceMatch::outside);
}

TEST(MatchFence, ContinentHoldsItsCountriesEvenWhereThePlaceLacksIt) {
  config::Fence fence;
  fence.continents = {geo::Continent::EU};
  geo::Place place;
  place.country = country("DE");
  EXPECT_EQ(match(fence, place), FenceMatch::inside);
}

TEST(MatchFence, TagAsnAndSubdivisionPutAClientInside) {
  config::Fence fence;
  fence.tags = {"partner"};
  fence.asns = {64500};
  fence.subdivisions = {"US-CA"};
  geo::Place place = client_in("US").place;
  place.subdivision_known = true;
  place.asn = 1;
  EXPECT_EQ(match(fence, place), FenceMatch::outside);
  geo::Place tagged = place;
  tagged.tag = locator().tags().find("partner");
  EXPECT_EQ(match(fence, tagged), FenceMatch::inside);
  geo::Place numbered = place;
  numbered.asn = 64500;
  EXPECT_EQ(match(fence, numbered), FenceMatch::inside);
  geo::Place californian = place;
  californian.subdivision = locator().subdivisions().find("US-CA");
  EXPECT_EQ(match(fence, californian), FenceMatch::inside);
}

TEST(MatchFence, UnknownCountryLeavesItUndecidedUnlessSomethingElseMatches) {
  config::Fence fence;
  fence.countries = {country("DE")};
  fence.tags = {"office"};
  geo::Place place;
  EXPECT_EQ(match(fence, place), FenceMatch::undecided);
  place.tag = locator().tags().find("office");
  EXPECT_EQ(match(fence, place), FenceMatch::inside);
}

TEST(MatchFence, UnknownAsnLeavesAnAsnFenceUndecided) {
  config::Fence fence;
  fence.asns = {64500};
  EXPECT_EQ(match(fence, client_in("US").place), FenceMatch::undecided);
}

TEST(MatchFence, UnknownSubdivisionMattersOnlyInItsCountry) {
  config::Fence fence;
  fence.subdivisions = {"US-CA"};
  EXPECT_EQ(match(fence, client_in("US").place), FenceMatch::undecided);
  EXPECT_EQ(match(fence, client_in("DE").place), FenceMatch::outside);
}

TEST(MatchFence, EveryLetterPairIsACountryOrOutside) {
  config::Fence fence;
  fence.groups = {config::Group::EU};
  geo::Place place;
  place.country = country("XX");
  EXPECT_EQ(match(fence, place), FenceMatch::outside);
}

TEST(Fence, ClientInsideReachesOnlyItsRegions) {
  config::Config config = three_regions();
  add_fence(config, "residency", {"DE", "FR"}, {"eu"});
  const auto view = view_of(config);
  EXPECT_EQ(order_of(decide_for(*view, client_in("DE"))), "eu");
  EXPECT_EQ(decide_for(*view, client_in("US")).count, 3);
}

TEST(Fence, EveryMatchingFenceCounts) {
  config::Config config = three_regions();
  add_fence(config, "one", {"DE"}, {"eu", "us"});
  add_fence(config, "two", {"DE"}, {"us", "ap"});
  EXPECT_EQ(order_of(decide_for(*view_of(config), client_in("DE"))), "us");
}

TEST(Fence, NothingLeftIsAnsweredWith451) {
  config::Config config = three_regions();
  add_fence(config, "nowhere", {"DE"}, {});
  const auto view = view_of(config);
  const Decision decision = decide_for(*view, client_in("DE"));
  EXPECT_EQ(decision.outcome, Outcome::refuse);
  EXPECT_EQ(decision.reason, Reason::fenced);
  EXPECT_EQ(decision.status, 451);
  EXPECT_EQ(decision.answer, nullptr);
}

TEST(Fence, ItsAnswerIsGivenInsteadOf451) {
  config::Config config = three_regions();
  add_fence(config, "nowhere", {"DE"}, {}).answer = config::Answer{403, "not here", "text/plain"};
  const auto view = view_of(config);
  const Decision decision = decide_for(*view, client_in("DE"));
  EXPECT_EQ(decision.status, 403);
  ASSERT_NE(decision.answer, nullptr);
  EXPECT_EQ(decision.answer->body, "not here");
}

TEST(Fence, UnknownCountryIsDeniedUnlessAllowed) {
  config::Config config = three_regions();
  config::Fence& fence = add_fence(config, "residency", {"DE"}, {"eu"});
  EXPECT_EQ(decide_for(*view_of(config), client_in("")).reason, Reason::fenced);
  fence.unknown = config::UnknownPlace::allow;
  EXPECT_EQ(decide_for(*view_of(config), client_in("")).count, 3);
}

TEST(Fence, NeverLeftInPanic) {  // R5
  config::Config config = three_regions();
  add_fence(config, "residency", {"DE"}, {"eu"});
  for (const auto panic :
       {config::Panic::use_all, config::Panic::last_good, config::Panic::refuse}) {
    service_of(config).panic = panic;
    const auto view = view_of(config, {"eu"});
    const std::string expected = panic == config::Panic::refuse ? "" : "eu";
    EXPECT_EQ(order_of(decide_for(*view, client_in("DE"))), expected);
  }
}

TEST(Fence, OutageInsideGivesItsAnswerElse503) {
  config::Config config = three_regions();
  service_of(config).panic = config::Panic::refuse;
  config::Fence& fence = add_fence(config, "residency", {"DE"}, {"eu"});
  const auto plain = view_of(config, {"eu"});
  EXPECT_EQ(decide_for(*plain, client_in("DE")).status, 503);
  EXPECT_EQ(decide_for(*plain, client_in("DE")).reason, Reason::all_out);
  fence.answer = config::Answer{530, "the EU site is down", "text/plain"};
  const auto answering = view_of(config, {"eu"});
  EXPECT_EQ(decide_for(*answering, client_in("DE")).status, 530);
  EXPECT_EQ(order_of(decide_for(*answering, client_in("US"))).size(), 5U);
}

config::Config inside_fence(std::string_view edge_country) {
  config::Config config = three_regions();
  config.edge.country = country(edge_country);
  config::Fence& fence = add_fence(config, "residency", {}, {"eu"});
  fence.groups = {config::Group::EU};
  fence.edges = config::FenceEdges::inside;
  fence.redirect_host = "eu.example.com";
  return config;
}

TEST(Fence, EdgeOutsideRedirectsWhereEdgesMustBeInside) {
  const auto view = view_of(inside_fence("US"));
  const Decision decision = decide_for(*view, client_in("DE"));
  EXPECT_EQ(decision.outcome, Outcome::redirect);
  EXPECT_EQ(decision.reason, Reason::fence_redirect);
  EXPECT_EQ(decision.status, 307);
  EXPECT_EQ(decision.redirect_host, "eu.example.com");
  EXPECT_FALSE(admit(*view, view->services[0].upstreams[1].id, client_in("DE"), "GET"));
  EXPECT_EQ(decide_for(*view, client_in("US")).outcome, Outcome::forward);
}

TEST(Fence, EdgeOutsideRefusesWithoutARedirectHost) {
  config::Config config = inside_fence("US");
  config.fences[0].redirect_host.clear();
  const auto view = view_of(config);
  const Decision decision = decide_for(*view, client_in("DE"));
  EXPECT_EQ(decision.reason, Reason::fenced);
  EXPECT_EQ(decision.status, 451);
}

TEST(Fence, EdgeInsideServes) {
  EXPECT_EQ(order_of(decide_for(*view_of(inside_fence("FR")), client_in("DE"))), "eu");
}

TEST(Fence, EdgeWithoutACountryIsOutside) {
  config::Config config = inside_fence("FR");
  config.edge.country.reset();
  EXPECT_EQ(decide_for(*view_of(config), client_in("DE")).reason, Reason::fence_redirect);
}

TEST(Fence, UndecidedClientsAreRefusedNotRedirected) {
  EXPECT_EQ(decide_for(*view_of(inside_fence("US")), client_in("")).reason, Reason::fenced);
}

}  // namespace
}  // namespace meridian::routing::test
