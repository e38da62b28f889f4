#include "meridian/service/cli/explain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace meridian::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::string_view kConfig = R"(
listeners: [{name: web, bind: [127.0.0.1:8080], protocol: http}]
geoip:
  overrides:
    - {cidr: 80.0.0.0/8, country: DE, tag: office}
    - {cidr: 12.0.0.0/8, country: US}
regions:
  eu-west: {country: FR}
  us-east: {country: US}
fences:
  residency: {clients: {groups: [EU]}, regions: [eu-west]}
services:
  web:
    policy: nearest
    upstreams:
      eu-west: {endpoints: ["192.0.2.1:80"]}
      us-east: {endpoints: ["192.0.2.2:80"]}
  vault:
    fences: [residency]
    panic: refuse
    upstreams:
      eu-west: {endpoints: ["192.0.2.1:80"]}
      us-east: {endpoints: ["192.0.2.2:80"]}
routes:
  - {hosts: [web.test], service: web}
  - {hosts: [vault.test], service: vault}
  - {hosts: [beta.test], headers: {X-Beta: "yes"}, service: web}
  - {hosts: [old.test], redirect: {host: web.test}}
)";

class Explain : public testing::Test {
 protected:
  Explain() {
    folder_ = std::filesystem::temp_directory_path() / ("explain-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
    options_.config = write("edge.yaml", kConfig);
    options_.ip = "80.128.0.1";
    options_.host = "web.test";
  }
  ~Explain() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, std::string_view text) {
    const auto path = folder_ / name;
    std::ofstream(path) << text;
    return path.string();
  }

  int run() {
    out_.str("");
    err_.str("");
    return explain(options_, out_, err_);
  }

  nlohmann::json run_json() {
    options_.json = true;
    run();
    return nlohmann::json::parse(out_.str());
  }

  std::filesystem::path folder_;
  ExplainOptions options_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(Explain, TellsResultPlaceRouteAndCandidates) {
  EXPECT_EQ(run(), 0);
  EXPECT_THAT(out_.str(),
              AllOf(HasSubstr("result   region eu-west (nearest)"),
                    HasSubstr("request  GET web.test/ from 80.128.0.1"),
                    HasSubstr("place    DE in EU, tag office"), HasSubstr("(override)"),
                    HasSubstr("route    route-1 -> service web"), HasSubstr("version 1"),
                    HasSubstr("1  eu-west  serves"), HasSubstr("2  us-east  next")));
  EXPECT_EQ(err_.str(), "");
}

TEST_F(Explain, DownRegionLeavesForEveryServiceOrForOne) {
  options_.down = {"eu-west"};
  EXPECT_EQ(run_json()["region"], "us-east");
  EXPECT_EQ(run_json()["reason"], "nearest_next");
  options_.down = {"vault/eu-west"};
  EXPECT_EQ(run_json()["region"], "eu-west");
  options_.host = "vault.test";
  const auto refused = run_json();
  EXPECT_EQ(refused["reason"], "all_out");
  EXPECT_EQ(refused["status"], 503);
  EXPECT_FALSE(refused.contains("region"));
}

TEST_F(Explain, RefusedRequestsExitWithOne) {
  options_.host = "nowhere.test";
  EXPECT_EQ(run(), 1);
  EXPECT_THAT(out_.str(), HasSubstr("refused with 421 (misdirected)"));
}

TEST_F(Explain, APathThatIsNoTextIsTold) {
  options_.path = "/\xff";
  EXPECT_EQ(run_json()["path"], "/\xef\xbf\xbd");  // U+FFFD
}

TEST_F(Explain, HostMayCarryAPortAndPathAQuery) {
  options_.host = "web.test:8443";
  options_.path = "/list?page=2";
  const auto story = run_json();
  EXPECT_EQ(story["host"], "web.test");
  EXPECT_EQ(story["path"], "/list");
  EXPECT_EQ(story["service"], "web");
}

TEST_F(Explain, HeadersSelectTheRoute) {
  options_.host = "beta.test";
  EXPECT_EQ(run_json()["status"], 404);
  options_.headers = {"x-beta: yes"};
  EXPECT_EQ(run_json()["region"], "eu-west");
}

TEST_F(Explain, RedirectsAreTold) {
  options_.host = "old.test";
  EXPECT_EQ(run(), 0);
  EXPECT_THAT(out_.str(), HasSubstr("redirect 308 to web.test (route_redirect)"));
}

TEST_F(Explain, UnknownDownRegionIsAUsageErrorWithTheNearestName) {
  options_.down = {"eu-wset"};
  EXPECT_EQ(run(), 2);
  EXPECT_THAT(err_.str(), HasSubstr("did you mean `eu-west`?"));
  EXPECT_EQ(out_.str(), "");
}

TEST_F(Explain, APinKeepsTheClientWhereItsServicePins) {
  options_.pin = "us-east";
  EXPECT_EQ(run_json()["region"], "eu-west");  // web does not pin
  const std::string text(kConfig);
  options_.config =
      write("pins.yaml", std::string(text).replace(text.find("policy: nearest"), 15,
                                                   "policy: nearest\n    affinity: {by: cookie}"));
  const auto story = run_json();
  EXPECT_EQ(story["region"], "us-east");
  EXPECT_EQ(story["reason"], "pinned");
  EXPECT_EQ(story["stages"][1], "affinity: the client is pinned to us-east");
  options_.pin = "us-eats";
  EXPECT_EQ(run(), 2);
  EXPECT_THAT(err_.str(), HasSubstr("did you mean `us-east`?"));
}

TEST_F(Explain, BadAddressHeaderOrConfigIsAUsageError) {
  options_.ip = "80.128.0";
  EXPECT_EQ(run(), 2);
  options_.ip = "80.128.0.1";
  options_.headers = {"no colon"};
  EXPECT_EQ(run(), 2);
  options_.headers.clear();
  options_.config = write("bad.yaml", "listeners: 7\n");
  EXPECT_EQ(run(), 2);
  EXPECT_THAT(err_.str(), HasSubstr("bad.yaml:1:"));
}

TEST_F(Explain, MissingGeoDatabaseIsAnError) {
  options_.config =
      write("geo.yaml", std::string(kConfig).replace(std::string(kConfig).find("geoip:"), 6,
                                                     "geoip:\n  database: none.mmdb"));
  EXPECT_EQ(run(), 2);
  EXPECT_THAT(err_.str(), HasSubstr("none.mmdb"));
}

TEST_F(Explain, BatchAnswersLineByLine) {
  options_.batch = write("batch.jsonl",
                         R"({"ip": "80.128.0.1", "host": "web.test"}
{"ip": "12.0.0.1", "host": "web.test", "path": "/x", "method": "POST", "down": ["us-east"]}

{"ip": "80.128.0.1", "host": "beta.test", "headers": {"X-Beta": "yes"}, "pin": "us-east"}
{"ip": "2001:db8::1", "host": "vault.test"}
)");
  EXPECT_EQ(run(), 0) << err_.str();
  std::istringstream lines(out_.str());
  std::vector<std::string> answers;
  for (std::string line; std::getline(lines, line);) {
    const auto json = nlohmann::json::parse(line);
    answers.push_back(json.contains("region") ? json["region"].get<std::string>()
                                              : json["reason"].get<std::string>());
  }
  EXPECT_EQ(answers, (std::vector<std::string>{"eu-west", "eu-west", "eu-west", "fenced"}));
}

TEST_F(Explain, BadBatchLineIsNamed) {
  options_.batch = write("batch.jsonl", "{\"ip\": \"80.128.0.1\", \"host\": \"web.test\"}\n[1]\n");
  EXPECT_EQ(run(), 2);
  EXPECT_THAT(err_.str(), HasSubstr("batch.jsonl:2:"));
}

}  // namespace
}  // namespace meridian::cli
