#include "meridian/io/observability/exposition.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "tests/support/source_tree.hpp"

namespace meridian::observability {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<const routing::Topology> topology_with(const std::string& service) {
  auto config = std::make_shared<config::Config>();
  config->regions["eu"];
  auto& added = config->services.emplace_back();
  added.id = service;
  added.upstreams.emplace_back().region = "eu";
  added.upstreams[0].endpoints.push_back({"127.0.0.1", 80});
  return *routing::Topology::build(config, nullptr);
}

Gauges full_gauges(const std::string& service = "api") {
  Gauges gauges;
  gauges.topology = topology_with(service);
  gauges.version = "0.1.0";
  gauges.started = WallTime(1700000000s);
  gauges.now = gauges.started + 1h;
  gauges.upstreams.push_back({UpstreamId{0}, health::Health::held, 50, 3, 2,
                              latency::FirstByte{20ms, 62500us, 300, Instant{}}});
  gauges.panics = {{"api", true}};
  gauges.probes[0] = 12;
  gauges.geoip_built = gauges.started;
  gauges.geoip_reloads = 2;
  gauges.control_loop_lag = 1500us;
  gauges.certificates.push_back(
      {"https", "/cert.pem", gauges.now + 24h, "/cert.ocsp", gauges.now + 1h});
  return gauges;
}

class ExpositionTest : public testing::Test {
 protected:
  ExpositionTest() {
    for (WorkerMetrics* worker : {&first_, &second_}) {
      UpstreamMetrics& upstream = worker->upstream(UpstreamId{0});
      upstream.by_status[200].add(3);
      upstream.decisions[static_cast<std::size_t>(routing::Reason::nearest)].add(3);
      upstream.request_duration.observe(2ms);
      upstream.first_byte.observe(20s);
      upstream.retries.add(2);
      upstream.retries_answered.add(1);
      worker->connections.add(4);
      worker->proxy_headers_refused[static_cast<std::size_t>(proxy_protocol::Refusal::missing)]
          .add();
      worker->handshakes_tls13.add(5);
      worker->handshakes_tls13_resumed.add(2);
      worker->own_answers[404].add();
      worker->own_answers_by_reason[static_cast<std::size_t>(routing::Reason::no_route)].add();
      worker->clients_by_continent[static_cast<std::size_t>(geo::Continent::EU)].add(6);
      worker->log_records_dropped.add(1);
    }
  }
  std::string render(const Gauges& gauges) const {
    return Exposition({&first_, &second_}).render(gauges);
  }
  WorkerMetrics first_;
  WorkerMetrics second_;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST_F(ExpositionTest, SumsTheWorkersAndNamesTheUpstream) {
  const auto lines = lines_of(render(full_gauges()));
  const std::set<std::string> all(lines.begin(), lines.end());
  for (
      const char* line : {
          R"(meridian_requests_total{service="api",region="eu",code="200"} 6)",
          R"(meridian_requests_total{code="404"} 2)",
          R"(meridian_routing_decisions_total{service="api",region="eu",reason="nearest"} 6)",
          R"(meridian_routing_decisions_total{reason="no_route"} 2)",
          R"(meridian_request_duration_seconds_count{service="api",region="eu"} 2)",
          R"(meridian_request_duration_seconds_bucket{service="api",region="eu",le="+Inf"} 2)",
          R"(meridian_retries_total{service="api",region="eu",result="answered"} 2)",
          R"(meridian_retries_total{service="api",region="eu",result="failed"} 2)",
          R"(meridian_clients_total{place="EU"} 12)",
          R"(meridian_connections 8)",
          R"(meridian_proxy_protocol_refused_total{reason="missing"} 2)",
          R"(meridian_tls_handshakes_total{version="1.3",resumed="true",result="ok"} 4)",
          R"(meridian_tls_handshakes_total{version="1.3",resumed="false",result="ok"} 6)",
          R"(meridian_upstream_up{service="api",region="eu"} 0)",
          R"(meridian_upstream_health{service="api",region="eu",health="held"} 1)",
          R"(meridian_upstream_health{service="api",region="eu",health="out"} 0)",
          R"(meridian_ejections_total{service="api",region="eu"} 2)",
          R"(meridian_upstream_first_byte_seconds{service="api",region="eu",percentile="95"} 0.0625)",
          R"(meridian_upstream_weight{service="api",region="eu"} 50)",
          R"(meridian_panic{service="api"} 1)",
          R"(meridian_health_transitions_total{service="api",region="eu"} 3)",
          R"(meridian_health_checks_total{result="ok"} 12)",
          R"(meridian_dns_lookups_total{result="failed"} 0)",
          R"(meridian_geoip_database_age_seconds 3600)",
          R"(meridian_geoip_reloads_total{result="ok"} 2)",
          R"(meridian_certificate_expiry_seconds{listener="https",file="/cert.pem"} 86400)",
          R"(meridian_access_log_dropped_total 2)",
          R"(meridian_start_time_seconds 1700000000)",
          R"(meridian_build_info{version="0.1.0"} 1)",
      }) {
    EXPECT_TRUE(all.contains(line)) << line;
  }
}

TEST_F(ExpositionTest, HistogramBucketsAreCumulative) {
  std::uint64_t last = 0;
  int buckets = 0;
  for (const std::string& line : lines_of(render(full_gauges()))) {
    if (!line.starts_with("meridian_request_duration_seconds_bucket")) continue;
    const std::uint64_t count = std::stoull(line.substr(line.rfind(' ')));
    EXPECT_GE(count, last) << line;
    last = count;
    ++buckets;
  }
  EXPECT_EQ(buckets, static_cast<int>(kLatencyBounds.size()) + 1);
  EXPECT_EQ(last, 2U);
}

TEST_F(ExpositionTest, LabelsOfHostileNamesAreEscaped) {
  const std::string text = render(full_gauges("a\"b\\c\nd"));
  EXPECT_NE(text.find(R"(service="a\"b\\c\nd")"), text.npos);
}

TEST_F(ExpositionTest, WithoutADatabaseItHasNoAge) {
  Gauges gauges = full_gauges();
  gauges.geoip_built.reset();
  EXPECT_EQ(render(gauges).find("geoip_database_age"), std::string::npos);
}

// What `promtool check metrics` looks at: help and type for every metric, counters and only
// counters end in _total, base units, names and labels well formed, no series twice.
TEST_F(ExpositionTest, KeepsTheRulesOfPromtool) {
  const std::regex head(R"(# (HELP|TYPE) (meridian_[a-z0-9_]+) (.+))");
  const std::regex series(R"((meridian_[a-z0-9_]+)(\{([a-z_]+="([^"\\]|\\.)*",?)*\})? (\S+))");
  std::map<std::string, std::string> types;
  std::set<std::string> helps;
  std::set<std::string> seen;
  for (const std::string& line : lines_of(render(full_gauges()))) {
    std::smatch match;
    if (line.starts_with('#')) {
      ASSERT_TRUE(std::regex_match(line, match, head)) << line;
      const bool fresh = match[1] == "HELP" ? helps.insert(match[2]).second
                                            : types.emplace(match[2], match[3]).second;
      EXPECT_TRUE(fresh) << line;
      continue;
    }
    ASSERT_TRUE(std::regex_match(line, match, series)) << line;
    EXPECT_TRUE(seen.insert(line.substr(0, line.rfind(' '))).second) << line;
    std::string name = match[1];
    const std::string base = std::regex_replace(name, std::regex("_(bucket|sum|count)$"), "");
    if (types.contains(base) && types[base] == "histogram") name = base;
    EXPECT_TRUE(types.contains(name) && helps.contains(name)) << line;
    EXPECT_NO_THROW(std::stod(match[5]));
  }
  EXPECT_GT(types.size(), 25U);
  for (const auto& [name, type] : types) {
    EXPECT_EQ(name.ends_with("_total"), type == "counter") << name;
    EXPECT_FALSE(
        std::regex_search(name, std::regex("_(ms|us|milliseconds|kilobytes|minutes)(_|$)")))
        << name;
    if (type != "histogram") {
      EXPECT_FALSE(std::regex_search(name, std::regex("_(count|sum|bucket)$"))) << name;
    }
  }
}

// "| `name` | type | labels | help |" for each metric of an exposition, sorted.
std::string reference_of(const std::string& exposition) {
  struct Row {
    std::string type, help;
    std::set<std::string> labels;
  };
  std::map<std::string, Row> rows;
  const std::regex label("([a-z_]+)=\"");
  for (const std::string& line : lines_of(exposition)) {
    const std::string name = line.substr(7, line.find(' ', 7) - 7);
    if (line.starts_with("# HELP ")) {
      rows[name].help = line.substr(8 + name.size());
    } else if (line.starts_with("# TYPE ")) {
      rows[name].type = line.substr(8 + name.size());
    } else {
      const std::string series = line.substr(0, line.find_first_of("{ "));
      const std::string base = std::regex_replace(series, std::regex("_(bucket|sum|count)$"), "");
      auto& labels = rows[rows.contains(series) ? series : base].labels;
      const std::string text = line.substr(0, line.rfind(' '));
      for (std::sregex_iterator at(text.begin(), text.end(), label), end; at != end; ++at)
        if ((*at)[1] != "le") labels.insert((*at)[1]);
    }
  }
  std::string table;
  for (const auto& [name, row] : rows) {
    std::string labels;
    for (const std::string& one : row.labels) labels += (labels.empty() ? "" : ", ") + one;
    table += "| `" + name + "` | " + row.type + " | " + labels + " | " + row.help + " |\n";
  }
  return table;
}

// UPDATE_GOLDEN=1 writes the table anew.
TEST_F(ExpositionTest, TheReferenceHasEveryMetric) {
  const auto path = test::source_tree() / "docs/metrics.md";
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  const std::string document = text.str();
  const std::string rule = "|---|---|---|---|\n";
  const std::size_t table = document.find(rule) + rule.size();
  const std::string expected = reference_of(render(full_gauges()));
  if (std::getenv("UPDATE_GOLDEN") != nullptr)
    std::ofstream(path) << document.substr(0, table) << expected;
  else
    EXPECT_EQ(document.substr(table), expected);
}

}  // namespace
}  // namespace meridian::observability
