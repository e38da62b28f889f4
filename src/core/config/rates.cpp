#include "core/config/rates.hpp"

#include <algorithm>
#include <chrono>

#include "core/config/key.hpp"
#include "core/config/scalars.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::config {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::uint64_t kPerSecondMax = 1'000'000;
constexpr std::int64_t kBurstMax = 100'000;

struct RateText {
  using Value = nanoseconds;
  std::string describe() const { return "1/h to 1000000/s"; }
  bool read(const Cursor& cursor, Value& value) const {
    if (!cursor.is(Node::Kind::scalar, "a rate such as 100/s")) return false;
    const std::string& text = cursor.node().text;
    const auto interval = parse_rate(text);
    if (!interval && parse_decimal(text)) {
      return cursor.error(quoted(text) + " has no unit", "write " + text + "/s or " + text + "/m");
    }
    if (!interval) {
      return cursor.error(quoted(text) + " is not a rate",
                          "write a whole number and a unit (/s, /m, /h), from 1/h to 1000000/s");
    }
    value = *interval;
    return true;
  }
};

const Section<traffic::Rate>& section() {
  using traffic::Rate;
  static const Section<Rate> keys{
      key("rate", &Rate::interval, RateText{}, kRequired, "how many in how long"),
      key("burst", &Rate::burst, Integer<std::uint32_t>{{1, kBurstMax, "", "auto"}}, "auto",
          "how many at once after a rest; auto: those of one second"),
  };
  return keys;
}

}  // namespace

std::optional<nanoseconds> parse_rate(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  const std::string_view unit = text.substr(slash + 1);
  const nanoseconds whole = unit == "s"   ? nanoseconds(seconds(1))
                            : unit == "m" ? nanoseconds(minutes(1))
                            : unit == "h" ? nanoseconds(hours(1))
                                          : nanoseconds(0);
  const auto count = parse_decimal(text.substr(0, slash));
  if (whole.count() == 0 || !count || *count == 0 || text.front() == '0') return std::nullopt;
  const auto per_second = static_cast<std::uint64_t>(whole / seconds(1)) * kPerSecondMax;
  if (*count > per_second) return std::nullopt;
  return whole / static_cast<std::int64_t>(*count);
}

std::vector<KeyRow> RateLimit::rows() const {
  return rows_of(section(), ".");
}

bool RateLimit::read(const Cursor& cursor, Value& value) const {
  Value rate;
  if (!read_section(cursor, section(), rate)) return false;
  if (rate.limited() && rate.burst == 0) {
    const std::int64_t in_a_second = seconds(1) / rate.interval;
    rate.burst = static_cast<std::uint32_t>(std::clamp<std::int64_t>(in_a_second, 1, kBurstMax));
  }
  value = rate;
  return true;
}

}  // namespace meridian::config
