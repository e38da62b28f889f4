#include "meridian/service/cli/simulate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "folder.hpp"

namespace meridian::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr std::string_view kConfig = R"(
listeners: [{name: web, bind: [127.0.0.1:8080], protocol: http}]
geoip:
  overrides:
    - {cidr: 80.0.0.0/8, country: DE}
    - {cidr: 12.0.0.0/8, country: US}
regions: {eu: {country: FR}, us: {country: US}}
fences: {residency: {clients: {groups: [EU], unknown: allow}, regions: [eu]}}
services:
  web:
    policy: weighted
    upstreams:
      eu: {endpoints: ["192.0.2.1:80"], capacity: {target: 2/s}}
      us: {endpoints: ["192.0.2.2:80"], capacity: {target: 1000/s}}
  vault:
    policy: nearest
    fences: [residency]
    panic: refuse
    upstreams:
      eu: {endpoints: ["192.0.2.1:80"]}
      us: {endpoints: ["192.0.2.2:80"]}
routes:
  - {hosts: [web.test], service: web}
  - {hosts: ["*.vault.test"], path_prefix: /x, service: vault}
)";

class Simulate : public testing::Test {
 protected:
  Simulate() {
    options_.config = folder_.write("edge.yaml", kConfig);
    options_.clients = 2000;
  }

  int run() {
    out_.str("");
    err_.str("");
    return simulate(options_, out_, err_);
  }
  json run_json(int exit = 0) {
    options_.json = true;
    EXPECT_EQ(run(), exit) << err_.str();
    return json::parse(out_.str());
  }
  static json service(const json& report, std::string_view name) {
    for (const json& one : report["services"])
      if (one["service"] == name) return one;
    return {};
  }
  // 50 lines of each of two clients over ten seconds.
  std::string write_log() {
    std::string text;
    for (int i = 0; i < 100; ++i) {
      const json line{{"time", "2025-07-01T12:00:" + std::to_string(10 + i / 10) + ".000000Z"},
                      {"run", "00062f1a3b4c5d6e"},
                      {"client", (i % 2 != 0 ? "12.0.0." : "80.128.0.") + std::to_string(i)},
                      {"method", "GET"},
                      {"host", i % 4 < 2 ? "web.test" : "a.vault.test"},
                      {"path", "/x/y?z"},
                      {"outcome", "forward"},
                      {"view_version", 1},
                      {"local_sequence", 1},
                      {"request_key", "00000000000000ff"}};
      text += line.dump() + "\n";
    }
    return folder_.write("access.log", text + "{}\n");
  }
  void use_log() {
    options_.log = write_log();
    options_.clients = 0;
  }

  test::Folder folder_{"simulate"};
  SimulateOptions options_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(Simulate, PrintsSharesMovesFencesAndCapacity) {
  use_log();
  options_.weights = {"web/us=300"};
  EXPECT_EQ(run(), 0) << err_.str();
  EXPECT_EQ(out_.str(), test::golden("simulate/weight.expected", out_.str()));
}

TEST_F(Simulate, PrintsWhatALostRegionDoes) {
  use_log();
  options_.down = {"eu"};
  EXPECT_EQ(run(), 1) << err_.str();
  EXPECT_EQ(out_.str(), test::golden("simulate/down.expected", out_.str()));
}

TEST_F(Simulate, ALostRegionOfAFenceRefusesItsClients) {
  use_log();
  options_.down = {"vault/eu"};
  const json report = run_json(1);
  const json vault = service(report, "vault");
  EXPECT_EQ(vault["clients_newly_refused"], 25);
  EXPECT_EQ(vault["after"]["fence_violations"], 0);
  EXPECT_EQ(service(report, "web")["clients_moved"], 0);
}

TEST_F(Simulate, DrawsClientsBySeed) {
  options_.weights = {"web/us=300"};
  const json first = run_json();
  EXPECT_EQ(first["requests"], 4000);
  const json web = service(first, "web");
  EXPECT_EQ(web["clients"], 2000);
  EXPECT_NEAR(web["regions"][1]["after"].get<double>(), 0.75, 0.03);
  EXPECT_NEAR(web["moved"].get<double>(), 0.25, 0.03);
  EXPECT_EQ(run_json(), first);
  options_.seed = 2;
  EXPECT_NE(run_json(), first);
}

TEST_F(Simulate, ACandidateConfigMayChangeAnything) {
  std::string other(kConfig);
  other.replace(other.find("policy: weighted"), 16, "policy: nearest ");
  options_.candidate = folder_.write("candidate.yaml", other);
  use_log();
  const json web = service(run_json(), "web");
  EXPECT_EQ(web["regions"][0]["after"], 0.5);  // the German half
  EXPECT_LT(web["after"]["distance_km"]["p95"], web["before"]["distance_km"]["p95"]);
}

TEST_F(Simulate, DrainedRegionsTakeNoNewClients) {
  options_.drain = {"us"};
  const json web = service(run_json(), "web");
  EXPECT_EQ(web["regions"][1]["after"], 0);
}

TEST_F(Simulate, WrongNamesAndFilesAreUsageErrors) {
  options_.down = {"eu-west"};
  EXPECT_EQ(run(), 2);
  EXPECT_THAT(err_.str(), HasSubstr("no service has a region `eu-west`"));
  options_.down.clear();
  for (const char* wrong : {"web/us", "web/us=1001", "web/us=-1", "web/us=x", "=5"}) {
    options_.weights = {wrong};
    EXPECT_EQ(run(), 2) << wrong;
  }
  options_.weights.clear();
  options_.candidate = folder_.write("bad.yaml", "listeners: 7\n");
  EXPECT_EQ(run(), 2);
  EXPECT_THAT(err_.str(), HasSubstr("bad.yaml:1:"));
  options_.candidate.clear();
  options_.log = "access.log";
  EXPECT_EQ(run(), 2);
  EXPECT_THAT(err_.str(), HasSubstr("name one sample"));
  options_.clients = 0;
  options_.log = folder_.path() + "/none.log";
  EXPECT_EQ(run(), 2);
  options_.log.clear();
  options_.clients = 1'000'000'000;
  EXPECT_EQ(run(), 2);
}

}  // namespace
}  // namespace meridian::cli
