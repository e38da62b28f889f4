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

std::string TrafficPart::describe() const {
  return "0.01% to " + std::to_string(max / 100) + "%";
}

bool TrafficPart::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::scalar, "a part of the traffic (" + describe() + ")")) return false;
  const std::string& text = cursor.node().text;
  const bool has_unit = text.ends_with('%');
  const std::string_view number =
      std::string_view(text).substr(0, text.size() - (has_unit ? 1 : 0));
  const std::size_t point = number.find('.');
  const std::string_view decimals = point == number.npos ? "" : number.substr(point + 1);
  const auto whole = parse_decimal(number.substr(0, point));
  const auto part = decimals.empty() ? std::optional<std::uint64_t>(0) : parse_decimal(decimals);
  if (!whole || !part || decimals.size() > 2 || number.ends_with('.'))
    return cursor.error(quoted(text) + " is not a percentage with at most two decimals",
                        "write " + describe());
  if (!has_unit) return cursor.error(quoted(text) + " has no unit", "write " + text + "%");
  const std::uint64_t hundredths = *part * (decimals.size() == 1 ? 10 : 1);
  if (*whole > max || *whole * 100 + hundredths > max || *whole * 100 + hundredths == 0)
    return cursor.error(text + " is out of range", "write " + describe());
  value = static_cast<std::uint32_t>(*whole * 100 + hundredths);
  return true;
}

}  // namespace meridian::config
