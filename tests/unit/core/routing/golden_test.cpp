// tests/golden/routing: a config beside lines of `client and its pin, request, what is down =
// expected`.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "meridian/core/config/parse.hpp"
#include "tests/support/source_tree.hpp"
#include "world.hpp"

namespace meridian::routing::test {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

config::Config parse(const fs::path& path) {
  auto outcome = config::parse_config(read(path), "");
  if (const auto* errors = std::get_if<std::vector<config::Diagnostic>>(&outcome)) {
    for (const auto& error : *errors) ADD_FAILURE() << config::format(error, path.string());
    return three_regions();
  }
  return std::get<config::Config>(std::move(outcome));
}

struct Case {
  std::string client;
  std::string method;
  std::string host;
  std::string path;
  std::vector<std::string> down;
  std::string expected;
};

Case parse_case(const std::string& line) {
  Case parsed;
  std::istringstream words(line);
  std::string target;
  std::string down;
  std::string equals;
  words >> parsed.client >> parsed.method >> target >> down >> equals >> std::ws;
  EXPECT_EQ(equals, "=") << line;
  std::getline(words, parsed.expected);
  const std::size_t slash = target.find('/');
  parsed.host = target.substr(0, slash);
  parsed.path = target.substr(slash);
  std::istringstream regions(down == "-" ? "" : down);
  for (std::string region; std::getline(regions, region, ',');) parsed.down.push_back(region);
  return parsed;
}

Client client_of(const std::string& name, const View& view) {
  if (name == "??") return client_in("");
  if (name.size() == 2) return client_in(name);
  Client client;
  client.address = IpAddress::parse(name).value();
  client.place = geo::place_of(client.address, {}, view.locator);
  return client;
}

std::string answer_to(const Case& asked, const config::Config& config) {
  const auto view = view_of(config, asked.down);
  Request request = request_to(asked.path, asked.host);
  request.method = asked.method;
  const std::size_t mark = asked.client.find('>');
  Client client = client_of(asked.client.substr(0, mark), *view);
  if (mark != std::string::npos) {
    const ServiceView* service = service_for(client, request, *view);
    client.pin = view->topology->find(service->id, asked.client.substr(mark + 1))->id;
  }
  const Decision decision = decide(client, request, *view, {}, {});
  const std::string order = order_of(decision);
  return (order.empty() ? std::to_string(decision.status) : order) + " : " +
         std::string(to_string(decision.reason));
}

class RoutingGolden : public testing::TestWithParam<std::string> {};

TEST_P(RoutingGolden, GivesWhatTheCasesSay) {
  const fs::path folder = meridian::test::source_tree() / "tests/golden/routing";
  const config::Config config = parse(folder / (GetParam() + ".yaml"));
  std::istringstream lines(read(folder / (GetParam() + ".cases")));
  int cases = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    const Case asked = parse_case(line);
    EXPECT_EQ(answer_to(asked, config), asked.expected) << line;
    ++cases;
  }
  EXPECT_GT(cases, 0);
}

std::vector<std::string> all_configs() {
  std::vector<std::string> names;
  for (const auto& entry :
       fs::directory_iterator(meridian::test::source_tree() / "tests/golden/routing"))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Files, RoutingGolden, testing::ValuesIn(all_configs()),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace meridian::routing::test
