#include "core/config/duration.hpp"

#include <array>
#include <limits>

#include "meridian/core/base/text.hpp"

namespace meridian::config {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t size;  // microseconds, or bytes
};

// Largest first: the formatters take the first unit that leaves no rest.
constexpr std::array<Unit, 5> kDurationUnits{
    {{"h", 3'600'000'000}, {"m", 60'000'000}, {"s", 1'000'000}, {"ms", 1000}, {"us", 1}}};
constexpr std::array<Unit, 4> kSizeUnits{
    {{"GiB", 1U << 30}, {"MiB", 1U << 20}, {"KiB", 1024}, {"B", 1}}};

// Nine digits on each side of the point keep every product below 2^63.
constexpr std::size_t kDigitsMax = 9;

template <std::size_t N>
const Unit* unit_of(std::string_view name, const std::array<Unit, N>& units) {
  for (const Unit& unit : units) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

template <std::size_t N>
std::string format_in(std::uint64_t value, const std::array<Unit, N>& units) {
  for (const Unit& unit : units) {
    if (value % unit.size == 0) return std::to_string(value / unit.size) + std::string(unit.name);
  }
  return {};  // the last unit is 1 and divides everything
}

// "25" of "0.25" as a part of `unit`; nothing where it is finer than one.
std::optional<std::uint64_t> fraction_of(std::string_view digits, std::uint64_t unit) {
  std::uint64_t scale = 1;
  for (std::size_t i = 0; i < digits.size(); ++i) scale *= 10;
  const auto value = parse_decimal(digits);
  if (!value || (*value * unit) % scale != 0) return std::nullopt;
  return *value * unit / scale;
}

}  // namespace

std::optional<microseconds> parse_duration(std::string_view text) {
  const std::size_t end = text.find_first_not_of("0123456789.");
  if (end == std::string_view::npos) return std::nullopt;
  const Unit* unit = unit_of(text.substr(end), kDurationUnits);
  const std::string_view number = text.substr(0, end);
  const std::size_t point = number.find('.');
  const auto whole = parse_decimal(number.substr(0, point));
  if (unit == nullptr || !whole || number.substr(0, point).size() > kDigitsMax) return std::nullopt;
  std::uint64_t total = *whole * unit->size;
  if (point != std::string_view::npos) {
    const std::string_view digits = number.substr(point + 1);
    if (digits.size() > kDigitsMax) return std::nullopt;
    const auto part = fraction_of(digits, unit->size);
    if (!part) return std::nullopt;
    total += *part;
  }
  return microseconds(static_cast<std::int64_t>(total));
}

std::string format_duration(microseconds duration) {
  if (duration.count() == 0) return "0s";
  return format_in(static_cast<std::uint64_t>(duration.count()), kDurationUnits);
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  const std::size_t end = text.find_first_not_of("0123456789");
  if (end == std::string_view::npos) return std::nullopt;
  const Unit* unit = unit_of(text.substr(end), kSizeUnits);
  const auto number = parse_decimal(text.substr(0, end));
  if (unit == nullptr || !number || text.substr(0, end).size() > kDigitsMax) return std::nullopt;
  return *number * unit->size;
}

std::string format_size(std::uint64_t bytes) {
  if (bytes == 0) return "0B";
  return format_in(bytes, kSizeUnits);
}

}  // namespace meridian::config
