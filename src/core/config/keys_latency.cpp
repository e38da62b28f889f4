#include "core/config/keys.hpp"
#include "core/config/place_keys.hpp"

namespace meridian::config {
namespace {

constexpr std::size_t kRowsMax = 4096;

struct RegionLatencies {
  using Value = std::map<std::string, milliseconds>;
  std::string describe() const { return "region: duration"; }
  bool read(const Cursor& cursor, Value& value) const {
    if (!cursor.is(Node::Kind::map, "a section of `region: duration`")) return false;
    for (const Node& child : cursor.node().children) {
      Duration{milliseconds(1), seconds(10)}.read(cursor.entry(child), value[child.key]);
    }
    return true;
  }
};

const Section<LatencyRow>& row_section() {
  static const Section<LatencyRow> section =
      with_places<LatencyRow>({key("regions", &LatencyRow::regions, RegionLatencies{}, kRequired,
                                   "round trip from these clients, or from everyone, to regions")});
  return section;
}

}  // namespace

const Section<Config>& latency_section() {
  static const Section<Config> section{
      key("rows", &Config::latency_rows, ListOf<SectionOf<LatencyRow>>{{row_section}, kRowsMax},
          kUnset, "what you measured; the most specific place wins"),
  };
  return section;
}

}  // namespace meridian::config
