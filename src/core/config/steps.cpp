#include "core/config/steps.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "core/config/margin.hpp"
#include "core/config/place_keys.hpp"
#include "core/config/scalars.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::config {

using std::chrono::minutes;

namespace {

constexpr std::size_t kRulesMax = 1024;

using Tiers = std::vector<std::vector<std::string>>;

// Regions in order of preference; regions in brackets are of equal rank.
struct TierList {
  using Value = Tiers;
  std::string describe() const { return "regions, best first; [a, b] for equal rank"; }
  bool read(const Cursor& cursor, Value& value) const {
    if (!cursor.is(Node::Kind::list, "a list of " + describe())) return false;
    value.clear();
    if (cursor.node().children.empty() ||
        cursor.node().children.size() > limits::kUpstreamsPerServiceMax) {
      return cursor.error("has no region, or more than a service can have", "name at least one");
    }
    for (std::size_t i = 0; i < cursor.node().children.size(); ++i) {
      value.push_back(read_tier(cursor.item(i)));
    }
    return true;
  }

 private:
  static std::vector<std::string> read_tier(const Cursor& cursor) {
    std::vector<std::string> tier;
    if (cursor.node().kind == Node::Kind::list) {
      ListOf<Name>{{"region name"}, limits::kUpstreamsPerServiceMax}.read(cursor, tier);
      if (tier.empty()) cursor.error("is an empty tier", "name a region");
      return tier;
    }
    tier.emplace_back();
    Name{"region name"}.read(cursor, tier.back());
    return tier;
  }
};

const Section<GeoRule>& rule_section() {
  static const Section<GeoRule> section = with_places<GeoRule>(
      {key("regions", &GeoRule::tiers, TierList{}, kRequired, "where they go")});
  return section;
}

struct GeoKeys {
  std::vector<GeoRule> rules;
  Tiers fallback;
};

const Section<GeoKeys>& geo_section() {
  static const Section<GeoKeys> section{
      key("rules", &GeoKeys::rules, ListOf<SectionOf<GeoRule>>{{rule_section}, kRulesMax}, kUnset,
          "the most specific one wins: tag, asn, subdivision, country, continent"),
      key("default", &GeoKeys::fallback, TierList{}, kUnset,
          "where everyone else goes; none: all regions alike"),
  };
  return section;
}

struct BiasMap {
  using Value = std::map<std::string, int>;
  std::string describe() const { return "region: percent"; }
  bool read(const Cursor& cursor, Value& value) const {
    if (!cursor.is(Node::Kind::map, "a section of `region: percent`")) return false;
    for (const Node& child : cursor.node().children) {
      Integer<int>{{-99, 99, "%"}}.read(cursor.entry(child), value[child.key]);
    }
    return true;
  }
};

const Section<Step>& nearest_section() {
  static const Section<Step> section{
      key("bias", &Step::bias, BiasMap{}, kUnset,
          "-99% to 99%: positive makes a region nearer than it is, negative farther"),
  };
  return section;
}

const Section<Step>& latency_section() {
  static const Section<Step> section{
      key("tolerance", &Step::tolerance, MarginText{}, "5ms",
          "regions that much slower than the best one are as good as it"),
      key("min_gain", &Step::min_gain, MarginText{}, "15%",
          "a latency that changed by less moves nobody"),
      key("dwell", &Step::dwell, Duration{milliseconds(0), minutes(10), true}, "5s",
          "how long a change has to last before it counts"),
  };
  return section;
}

const Section<Step>& weighted_section() {
  static const Section<Step> section{
      key("key", &Step::key,
          Choice<HashKey>{{{"client", HashKey::client}, {"request", HashKey::request}}}, "client",
          "client: the same client stays in its region; request: every request anew"),
  };
  return section;
}

struct StepName {
  std::string_view name;
  StepType type;
  bool has_keys;
};

constexpr std::array<StepName, 7> kSteps{{{"geo", StepType::geo, true},
                                          {"nearest", StepType::nearest, true},
                                          {"latency", StepType::latency, true},
                                          {"priority", StepType::priority, false},
                                          {"least_loaded", StepType::least_loaded, false},
                                          {"weighted", StepType::weighted, true},
                                          {"capacity", StepType::capacity, false}}};

Words step_names() {
  Words words;
  for (const StepName& step : kSteps) words.push_back(step.name);
  return words;
}

void read_geo(const Cursor& cursor, Step& step) {
  GeoKeys keys;
  if (!read_section(cursor, geo_section(), keys)) return;
  step.rules = std::move(keys.rules);
  if (keys.fallback.empty()) return;
  GeoRule fallback;
  fallback.fallback = true;
  fallback.tiers = std::move(keys.fallback);
  step.rules.push_back(std::move(fallback));
}

Step preset_step(StepType type) {
  Step step;
  step.type = type;
  if (type == StepType::latency) preset_section(latency_section(), step);
  return step;
}

void read_step_keys(const Cursor& cursor, Step& step) {
  switch (step.type) {
    case StepType::geo: read_geo(cursor, step); return;
    case StepType::nearest: read_section(cursor, nearest_section(), step); return;
    case StepType::latency: read_section(cursor, latency_section(), step); return;
    case StepType::weighted: read_section(cursor, weighted_section(), step); return;
    case StepType::priority: cursor.error("has no keys", "write `- priority`"); return;
    case StepType::capacity: cursor.error("has no keys", "write `- capacity`"); return;
    case StepType::least_loaded: cursor.error("has no keys", "write `- least_loaded`"); return;
  }
}

}  // namespace

bool Policy::read(const Cursor& cursor, Value& value) const {
  std::size_t index = 0;
  if (!read_word(cursor, {"weighted", "failover", "geo", "nearest", "latency"}, index))
    return false;
  static constexpr std::array<StepType, 5> kFirst{
      StepType::weighted, StepType::priority, StepType::geo, StepType::nearest, StepType::latency};
  value.clear();
  value.push_back(preset_step(kFirst[index]));
  const bool draws = kFirst[index] == StepType::weighted || kFirst[index] == StepType::nearest;
  if (!draws) value.push_back(preset_step(StepType::weighted));
  return true;
}

std::vector<KeyRow> StepItem::rows() const {
  std::vector<KeyRow> rows;
  const auto add = [&rows](const std::vector<KeyRow>& more) {
    rows.insert(rows.end(), more.begin(), more.end());
  };
  add(rows_of_key(".geo", SectionOf<GeoKeys>{geo_section}, kUnset,
                  "place of the client; alone: its country, then its continent, then all"));
  add(rows_of_key(".nearest", SectionOf<Step>{nearest_section}, kUnset,
                  "distance between client and region"));
  add(rows_of_key(".latency", SectionOf<Step>{latency_section}, kUnset,
                  "measured latency between edge and region"));
  add({{".priority", "word", "", "rank of the upstreams"}});
  add({{".least_loaded", "word", "", "of two drawn for the request the one with less to do"}});
  add({{".capacity", "word", "", "what exceeds a region's capacity; the last step"}});
  add(rows_of_key(".weighted", SectionOf<Step>{weighted_section}, kUnset,
                  "shares by weight, sticky"));
  return rows;
}

bool StepItem::read(const Cursor& cursor, Value& value) const {
  const Node& node = cursor.node();
  if (node.kind == Node::Kind::scalar) {
    std::size_t index = 0;
    if (!read_word(cursor, step_names(), index)) return false;
    value = preset_step(kSteps[index].type);
    return true;
  }
  if (!cursor.is(Node::Kind::map, "a step")) return false;
  if (node.children.size() != 1) {
    return cursor.error("is more than one step", "begin each step with `- `");
  }
  const Node& only = node.children.front();
  const auto* const found = std::find_if(kSteps.begin(), kSteps.end(),
                                         [&only](const StepName& s) { return s.name == only.key; });
  if (found == kSteps.end()) {
    return cursor.entry(only).error("is not a step", one_of(only.key, step_names()));
  }
  value = preset_step(found->type);
  read_step_keys(cursor.entry(only), value);
  return true;
}

}  // namespace meridian::config
