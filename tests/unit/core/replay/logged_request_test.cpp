#include "meridian/core/replay/logged_request.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/core/routing/world.hpp"

namespace meridian::replay {
namespace {

using nlohmann::json;

json line() {
  return {{"time", "2024-06-11T11:14:56.789012Z"},
          {"run", "00062f1a3b4c5d6e"},
          {"client", "80.128.0.1"},
          {"country", "DE"},
          {"continent", "EU"},
          {"asn", 3320},
          {"method", "GET"},
          {"host", "api.example.com"},
          {"path", "/v1/things?x=1"},
          {"outcome", "forward"},
          {"decided", "eu"},
          {"reason", "nearest"},
          {"request_id", "abc"},
          {"view_version", 7},
          {"local_sequence", 9},
          {"request_key", "fedcba9876543210"}};
}

TEST(LoggedRequest, HasEveryInputOfTheDecision) {
  json full = line();
  full["headers"] = json::parse(R"([["x-beta", "yes"], ["x-old", ""]])");
  full["load"] = {3, 0, 70000};
  full["tag"] = "office";
  full["explore_window"] = 2'900'000;
  full["latitude"] = 48.137;
  full["longitude"] = -11.1;
  const auto logged = parse_logged_request(full.dump());
  ASSERT_TRUE(logged);
  EXPECT_EQ(logged->view, (ViewName{0x62f1a3b4c5d6e, 7, 9}));
  EXPECT_EQ(logged->client.to_string(), "80.128.0.1");
  EXPECT_EQ(logged->path, "/v1/things");
  EXPECT_EQ(logged->request_key, 0xfedcba9876543210U);
  EXPECT_EQ(logged->explore_window, 2'900'000U);
  EXPECT_EQ(logged->request({}).explore_window, 2'900'000U);
  EXPECT_EQ(logged->load, (std::vector<std::uint32_t>{3, 0, 70000}));
  EXPECT_EQ(logged->headers.size(), 2U);
  EXPECT_EQ(logged->decided, "eu");
  EXPECT_EQ(logged->place.asn, 3320U);
  EXPECT_EQ(logged->place.coordinates, (geo::Coordinates{48.137, -11.1}));
}

TEST(LoggedRequest, TakesThePathOutOfEveryFormOfTarget) {
  const auto path_of = [](const char* target) {
    json other = line();
    other["path"] = target;
    return parse_logged_request(other.dump())->path;
  };
  EXPECT_EQ(path_of("/a/b?c=/d"), "/a/b");
  EXPECT_EQ(path_of("*"), "/");
  EXPECT_EQ(path_of("http://h.test/x?y"), "/x");
  EXPECT_EQ(path_of("HTTP://h.test"), "/");
  EXPECT_EQ(path_of("http://h.test?q=1"), "/");
}

TEST(LoggedRequest, SaysWhyALineCannotBeUsed) {
  json undecided = line();
  undecided.erase("outcome");
  EXPECT_EQ(parse_logged_request(undecided.dump()).error(), Unusable::undecided);
  json cut = line();
  cut["path_cut"] = true;
  EXPECT_TRUE(parse_logged_request(cut.dump())) << "only the query was cut";
  cut["path"] = "/long";
  EXPECT_EQ(parse_logged_request(cut.dump()).error(), Unusable::path_cut);
  json headers = line();
  headers["headers_cut"] = true;
  EXPECT_EQ(parse_logged_request(headers.dump()).error(), Unusable::headers_cut);
  json older = line();
  older.erase("run");
  EXPECT_EQ(parse_logged_request(older.dump()).error(), Unusable::malformed);
}

TEST(LoggedRequest, RefusesWhateverIsMalformed) {
  for (const char* text : {"", "{", "7", "[]", "null", "{\"run\":1}"})
    EXPECT_EQ(parse_logged_request(text).error(), Unusable::malformed) << text;
  for (const char* key : {"run", "client", "view_version", "local_sequence", "request_key", "load",
                          "headers", "latitude"}) {
    json bad = line();
    bad[key] = json::array({-1});
    EXPECT_EQ(parse_logged_request(bad.dump()).error(), Unusable::malformed) << key;
  }
  EXPECT_EQ(parse_logged_request(std::string(1 << 20, ' ')).error(), Unusable::malformed);
}

TEST(LoggedPlace, IsThePlaceItWasWrittenFrom) {
  config::Config config = routing::test::three_regions();
  geo::Override office;
  office.cidr = *Cidr::parse("80.0.0.0/8");
  office.tag = "office";
  config.geoip.overrides = {office};
  const auto view = routing::test::view_of(config);
  LoggedPlace logged;
  logged.country = routing::test::country("DE");
  logged.tag = "office";
  geo::Place place = place_in(logged, view->locator);
  EXPECT_EQ(place.tag, 1);
  EXPECT_TRUE(place.located);
  EXPECT_EQ(place.coordinates, geo::facts_of(logged.country)->centroid);
  logged.coordinates = geo::Coordinates{1, 2};
  logged.tag = "gone";
  place = place_in(logged, view->locator);
  EXPECT_EQ(place.coordinates, (geo::Coordinates{1, 2}));
  EXPECT_EQ(place.tag, 0);
  EXPECT_FALSE(place_in({}, view->locator).located);
}

}  // namespace
}  // namespace meridian::replay
