#include "meridian/service/cli/replay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "folder.hpp"
#include "meridian/core/config/parse.hpp"
#include "meridian/core/replay/saved_view.hpp"
#include "meridian/core/routing/build_view.hpp"

namespace meridian::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr std::uint64_t kRun = 0x00062f1a3b4c5d6e;
constexpr std::string_view kConfig = R"(
listeners: [{name: web, bind: [127.0.0.1:8080], protocol: http}]
geoip: {overrides: [{cidr: 80.0.0.0/8, tag: office}]}
regions: {eu: {country: FR}, us: {country: US}}
fences: {office: {clients: {tags: [office], unknown: allow}, regions: [eu]}}
services:
  near: {policy: nearest, upstreams: {eu: {endpoints: ["192.0.2.1:80"]}, us: {endpoints: ["192.0.2.2:80"]}}}
  busy: {steps: [least_loaded], upstreams: {eu: {endpoints: ["192.0.2.1:80"]}, us: {endpoints: ["192.0.2.2:80"]}}}
  vault: {fences: [office], upstreams: {eu: {endpoints: ["192.0.2.1:80"]}, us: {endpoints: ["192.0.2.2:80"]}}}
routes:
  - {hosts: [near.test], headers: {X-Vault: "yes"}, service: vault}
  - {hosts: [near.test], service: near}
  - {hosts: [busy.test], service: busy}
)";

class Replay : public testing::Test {
 protected:
  Replay() {
    auto config = std::get<config::Config>(config::parse_config(kConfig, ""));
    folder_.write(replay::config_file_name(replay::config_digest(kConfig)), kConfig);
    topology_ =
        routing::Topology::build(std::make_shared<const config::Config>(std::move(config)), nullptr)
            .value();
    routing::ViewInputs inputs{topology_, {}, {}, {}};
    view_ = routing::build_view(nullptr, inputs);
    save(*view_);
    for (const auto& node : topology_->upstreams())
      if (node.region == "eu")
        inputs.upstreams.push_back({node.id, health::Health::out, {}, {}, true});
    save(*routing::build_view(view_.get(), inputs));
    options_.views = folder_.path();
  }

  void save(const routing::View& view) {
    folder_.write(replay::view_file_name({kRun, view.version, view.local_sequence}),
                  replay::save_view(view, kRun));
  }

  static json line(std::string_view host, std::string_view decided, int sequence = 1) {
    return {{"time", "2025-07-01T12:00:00.000001Z"},
            {"run", replay::run_text(kRun)},
            {"client", "80.128.0.1"},
            {"country", "DE"},
            {"method", "GET"},
            {"host", host},
            {"path", "/"},
            {"outcome", "forward"},
            {"decided", decided},
            {"reason", "nearest"},
            {"request_id", "r1"},
            {"view_version", 1},
            {"local_sequence", sequence},
            {"request_key", "00000000000000ff"}};
  }

  int run(const std::vector<json>& lines) {
    std::string text;
    for (const json& one : lines) text += one.dump() + "\n";
    options_.log = folder_.write("access.log", text);
    return run_again();
  }
  int run_again() {
    out_.str("");
    err_.str("");
    return replay(options_, out_, err_);
  }
  json run_json(const std::vector<json>& lines, int exit) {
    options_.json = true;
    EXPECT_EQ(run(lines), exit);
    return json::parse(out_.str());
  }

  test::Folder folder_{"replay"};
  std::shared_ptr<const routing::Topology> topology_;
  std::shared_ptr<const routing::View> view_;
  ReplayOptions options_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(Replay, EqualDecisionsExitWithZero) {
  EXPECT_EQ(run({line("near.test", "eu"), line("near.test", "us", 2)}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("replayed   2\nidentical  2\ndifferent  0\n"));
  EXPECT_EQ(err_.str(), "");
}

TEST_F(Replay, ADifferenceIsExplained) {
  EXPECT_EQ(run({line("near.test", "eu"), line("near.test", "eu", 2)}), 1);
  EXPECT_EQ(out_.str(), test::golden("replay/different.expected", out_.str()));
}

TEST_F(Replay, TakesHeadersTagsAndLoadFromTheLine) {
  json vault = line("near.test", "eu");
  vault["client"] = "12.0.0.1";
  vault["country"] = "US";
  vault["tag"] = "office";
  vault["headers"] = json::parse(R"([["x-vault", "yes"]])");
  json near = vault;
  near.erase("headers");
  near["decided"] = "us";
  json busy_eu = line("busy.test", "eu");
  busy_eu["load"] = {0, 100};
  json busy_us = line("busy.test", "us");
  busy_us["load"] = {100, 0};
  EXPECT_EQ(run_json({vault, near, busy_eu, busy_us}, 0)["identical"], 4);
}

TEST_F(Replay, ComparesTheReasonOfWhatWasRefused) {
  json lost = line("nowhere.test", "");
  lost.erase("decided");
  lost["outcome"] = "refuse";
  lost["reason"] = "misdirected";
  EXPECT_EQ(run({lost}), 0);
  lost["reason"] = "fenced";
  EXPECT_EQ(run({lost}), 1);
}

TEST_F(Replay, SaysWhatItSkips) {
  json limited = line("near.test", "eu");
  limited.erase("outcome");
  const json report =
      run_json({line("near.test", "eu"), limited, line("near.test", "eu", 7), json("no line")}, 0);
  EXPECT_EQ(report["replayed"], 1);
  EXPECT_EQ(report["skipped"]["answered before a region was asked for"], 1);
  EXPECT_EQ(report["skipped"]["its view is not kept any more"], 1);
  EXPECT_EQ(report["skipped"]["no line of the access log, or of an older version"], 1);
}

TEST_F(Replay, ADamagedViewIsNamedOnce) {
  const auto name = replay::view_file_name({kRun, 1, 1});
  folder_.write(name, "{\"format\":1");
  EXPECT_EQ(run({line("near.test", "eu"), line("near.test", "eu")}), 1);
  EXPECT_THAT(out_.str(), HasSubstr("skipped    2: its view cannot be used"));
  EXPECT_THAT(err_.str(), HasSubstr(name + ": is not a JSON object; the file is damaged"));
  EXPECT_THAT(err_.str(), HasSubstr("no decision could be made again"));
}

TEST_F(Replay, ALineOfAnyLengthIsOneLine) {
  const std::string text = line("near.test", "eu").dump() + "\n" + std::string(1 << 20, 'x') +
                           "\n" + line("near.test", "eu").dump();
  options_.log = folder_.write("access.log", text);
  options_.json = true;
  EXPECT_EQ(run_again(), 0);
  EXPECT_EQ(json::parse(out_.str())["replayed"], 2);
}

TEST_F(Replay, MissingFilesAreUsageErrors) {
  options_.log = folder_.path() + "/none.log";
  EXPECT_EQ(run_again(), 2);
  EXPECT_THAT(err_.str(), HasSubstr("none.log cannot be opened"));
  options_.views = folder_.path() + "/none";
  EXPECT_EQ(run_again(), 2);
  EXPECT_THAT(err_.str(), HasSubstr("name the one of log.views.path"));
}

}  // namespace
}  // namespace meridian::cli
