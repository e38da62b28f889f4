#include "core/routing/route_table.hpp"

#include <gtest/gtest.h>

namespace meridian::routing {
namespace {

config::Route route(std::vector<std::string> hosts, std::string prefix = "/") {
  config::Route route;
  route.hosts = std::move(hosts);
  route.path_prefix = std::move(prefix);
  return route;
}

Request request(std::string_view host, std::string_view path = "/") {
  Request request;
  request.host = host;
  request.path = path;
  return request;
}

int find(const std::vector<config::Route>& routes, const Request& request) {
  return RouteTable(routes).find(request).route;
}

TEST(RouteTable, ExactHostBeatsWildcardBeatsAny) {
  const std::vector routes{route({"*"}), route({"*.example.com"}), route({"api.example.com"})};
  EXPECT_EQ(find(routes, request("api.example.com")), 2);
  EXPECT_EQ(find(routes, request("www.example.com")), 1);
  EXPECT_EQ(find(routes, request("a.b.example.com")), 1);
  EXPECT_EQ(find(routes, request("example.com")), 0);
  EXPECT_EQ(find(routes, request("other.org")), 0);
}

TEST(RouteTable, LongerWildcardBeatsShorter) {
  const std::vector routes{route({"*.com"}), route({"*.eu.example.com"}), route({"*.example.com"})};
  EXPECT_EQ(find(routes, request("a.eu.example.com")), 1);
  EXPECT_EQ(find(routes, request("eu.example.com")), 2);
  EXPECT_EQ(find(routes, request("example.com")), 0);
}

TEST(RouteTable, HostIgnoresCaseAndTheFinalDot) {
  const std::vector routes{route({"api.example.com"})};
  EXPECT_EQ(find(routes, request("API.Example.COM")), 0);
  EXPECT_EQ(find(routes, request("api.example.com.")), 0);
  EXPECT_EQ(find({route({"[2001:db8::1]"})}, request("[2001:DB8::1]")), 0);
}

TEST(RouteTable, TellsAnUnknownHostFromAPathWithoutRoute) {
  const std::vector routes{route({"api.example.com"}, "/v1")};
  const RouteTable table(routes);
  EXPECT_FALSE(table.find(request("evil.org", "/v1")).host_known);
  const auto match = table.find(request("api.example.com", "/v2"));
  EXPECT_TRUE(match.host_known);
  EXPECT_EQ(match.route, -1);
  EXPECT_FALSE(table.find(request(std::string(9000, 'a'), "/v1")).host_known);
  EXPECT_FALSE(table.find(request("", "/v1")).host_known);
}

TEST(RouteTable, TheMostSpecificHostDecidesAlone) {
  const std::vector routes{route({"api.example.com"}, "/v1"), route({"*"})};
  EXPECT_EQ(find(routes, request("api.example.com", "/other")), -1);
}

TEST(RouteTable, LongestPrefixWinsOnSegmentBoundaries) {
  const std::vector routes{route({"h"}), route({"h"}, "/api/users"), route({"h"}, "/api/")};
  EXPECT_EQ(find(routes, request("h", "/api/users/1")), 1);
  EXPECT_EQ(find(routes, request("h", "/api/users")), 1);
  EXPECT_EQ(find(routes, request("h", "/api/usersx")), 2);
  EXPECT_EQ(find(routes, request("h", "/api")), 2);
  EXPECT_EQ(find(routes, request("h", "/apix")), 0);
  EXPECT_EQ(find(routes, request("h", "*")), 0);
}

TEST(RouteTable, MethodsAndHeadersSelectAmongEqualPrefixes) {
  std::vector routes{route({"h"}), route({"h"}), route({"h"})};
  routes[1].methods = {"POST"};
  routes[2].methods = {"POST"};
  routes[2].headers = {{"x-beta", "yes", false}};
  Request post = request("h");
  EXPECT_EQ(find(routes, post), 0);
  post.method = "POST";
  EXPECT_EQ(find(routes, post), 1);
  const std::vector<http::Field> fields{{"X-Beta", "yes"}};
  post.fields = fields;
  EXPECT_EQ(find(routes, post), 2);
}

TEST(RouteTable, HeaderPresenceIsEnoughWhereNoValueIsAsked) {
  std::vector routes{route({"h"})};
  routes[0].headers = {{"x-beta", "", true}};
  Request get = request("h");
  EXPECT_EQ(find(routes, get), -1);
  const std::vector<http::Field> fields{{"x-beta", "anything"}};
  get.fields = fields;
  EXPECT_EQ(find(routes, get), 0);
}

TEST(RouteTable, OfEqualRoutesTheFirstInTheFileWins) {
  EXPECT_EQ(find({route({"h"}, "/a"), route({"h"}, "/a/")}, request("h", "/a")), 0);
}

}  // namespace
}  // namespace meridian::routing
