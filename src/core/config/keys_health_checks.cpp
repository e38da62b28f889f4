#include "core/config/keys.hpp"

#include <algorithm>
#include <utility>

#include "core/config/addresses.hpp"
#include "core/config/http_values.hpp"
#include "core/config/scalars.hpp"

namespace meridian::config {

using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr std::size_t kChecksMax = 8;

// What is asked, and which answer is good.
Section<HealthCheck> question_keys() {
  return {
      key("name", &HealthCheck::name, Name{}, kUnset, "name in logs; none: check-1, check-2, ..."),
      key("type", &HealthCheck::type,
          Choice<CheckType>{
              {{"http", CheckType::http}, {"https", CheckType::https}, {"tcp", CheckType::tcp}}},
          "http", "tcp: connecting is enough"),
      key("severity", &HealthCheck::severity,
          Choice<CheckSeverity>{
              {{"critical", CheckSeverity::critical}, {"warn", CheckSeverity::warn}}},
          "critical", "warn: a failure is shown and takes nothing out"),
      key("path", &HealthCheck::path, UrlPath{true}, "/", "what is asked for"),
      key("host", &HealthCheck::host, Authority{}, kUnset,
          "Host header; none: the endpoint's host"),
      key("headers", &HealthCheck::headers, HeaderMatches{}, kUnset, "sent with the request"),
      key("port", &HealthCheck::port, Integer<std::uint16_t>{{1, 65535}}, kUnset,
          "none: the endpoint's port"),
      custom_key<HealthCheck>(
          {{"status", Statuses{}.describe(), "200-299", "answers that count as good"}}, "status",
          [](const Cursor& cursor, HealthCheck& check) {
            StatusRange range;
            if (!Statuses{}.read(cursor, range)) return;
            check.status_min = range.min;
            check.status_max = range.max;
          }),
      key("body", &HealthCheck::body, Text{}, kUnset,
          "text that the first 10 KiB of a good answer's body contain"),
  };
}

// How often, and what it takes to change one's mind.
Section<HealthCheck> pace_keys() {
  const Duration interval{milliseconds(100), hours(1)};
  return {
      key("interval", &HealthCheck::interval, interval, "2s", "between two checks"),
      key("interval_transition", &HealthCheck::interval_transition, interval, "500ms",
          "while a change is suspected; never longer than interval, unless set"),
      key("interval_down", &HealthCheck::interval_down, interval, "5s",
          "while it is down; never longer than interval, if only that is set"),
      key("timeout", &HealthCheck::timeout, Duration{milliseconds(10), minutes(1)}, "1s",
          "connecting and the whole answer"),
      key("slow_after", &HealthCheck::slow_after, Duration{milliseconds(1), minutes(1)}, kUnset,
          "a good answer later than this counts as a failure; shorter than timeout"),
      key("fall", &HealthCheck::fall, Integer<std::uint32_t>{{1, 100}}, "3",
          "failures in a row until it is down"),
      key("rise", &HealthCheck::rise, Integer<std::uint32_t>{{1, 100}}, "2",
          "successes in a row until it is up again"),
      key("jitter", &HealthCheck::jitter_percent, Integer<std::uint32_t>{{0, 50, "%"}}, "10%",
          "random part of an interval, so that edges do not check in step"),
  };
}

const Section<HealthCheck>& check_section() {
  static const Section<HealthCheck> section = [] {
    Section<HealthCheck> keys = question_keys();
    for (auto& key : pace_keys()) keys.push_back(std::move(key));
    return keys;
  }();
  return section;
}

struct CheckItem {
  using Value = HealthCheck;
  std::string describe() const { return "section"; }
  std::vector<KeyRow> rows() const { return rows_of(check_section(), "."); }
  void preset(Value& value) const { preset_section(check_section(), value); }
  bool read(const Cursor& cursor, Value& value) const {
    if (!read_section(cursor, check_section(), value)) return false;
    const Node& node = cursor.node();
    if (node.find("interval") == nullptr) return true;
    // Whoever shortens the one interval must not be surprised by longer ones.
    for (const auto& [name, member] :
         {std::pair{"interval_transition", &HealthCheck::interval_transition},
          std::pair{"interval_down", &HealthCheck::interval_down}}) {
      if (node.find(name) == nullptr) value.*member = std::min(value.*member, value.interval);
    }
    return true;
  }
};

}  // namespace

Key<Upstream> health_checks_key() {
  return key("health_checks", &Upstream::health_checks, ListOf<CheckItem>{{}, kChecksMax}, kUnset,
             "how this edge finds out whether the region works; none: by live traffic only");
}

}  // namespace meridian::config
