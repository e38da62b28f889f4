#include "core/routing/great_circle.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace meridian::routing {

namespace {

// The tables are made by the compiler from additions, products and quotients only, which IEEE 754
// fixes to the bit. At run time there is integer arithmetic and one sqrt, fixed as well.
constexpr double kPi = 3.14159265358979323846;
constexpr double kOne = 1 << 30;
constexpr std::int64_t kEarthRadiusMetres = 6'371'000;

constexpr std::int64_t kMicro = 1'000'000;      // coordinates in millionths of a degree
constexpr std::int64_t kSineStep = kMicro / 4;  // 0.25 degrees
constexpr std::size_t kSineSteps = 90 * 4;      // 0..90 degrees
constexpr std::int64_t kArcStep = 1 << 21;      // of half a chord in 2^-30
constexpr std::size_t kArcSteps = (1 << 30) / kArcStep * 3 / 4;  // to 0.75 > sin 45 degrees

constexpr double sine_series(double x) {
  double term = x;
  double sum = x;
  for (int n = 1; n < 15; ++n) {
    term = -term * x * x / ((2 * n) * (2 * n + 1));
    sum += term;
  }
  return sum;
}

constexpr double arc_sine_series(double x) {
  double term = x;
  double sum = x;
  for (int n = 1; n < 80; ++n) {
    term = term * x * x * (2 * n - 1) / (2 * n);
    sum += term / (2 * n + 1);
  }
  return sum;
}

constexpr auto make_sine() {
  std::array<std::int32_t, kSineSteps + 1> table{};
  for (std::size_t i = 0; i <= kSineSteps; ++i)
    table[i] = static_cast<std::int32_t>(
        sine_series(static_cast<double>(i) / kSineSteps * (kPi / 2)) * kOne + 0.5);
  return table;
}

constexpr auto make_arc_sine() {
  std::array<std::int32_t, kArcSteps + 2> table{};
  for (std::size_t i = 0; i < table.size(); ++i)
    table[i] = static_cast<std::int32_t>(
        arc_sine_series(static_cast<double>(i) * kArcStep / kOne) * kOne + 0.5);
  return table;
}

constexpr auto kSine = make_sine();
constexpr auto kArcSine = make_arc_sine();
constexpr std::int64_t kPiFixed = static_cast<std::int64_t>(kPi * kOne + 0.5);

// Of 0..90 degrees.
std::int64_t first_quadrant(std::int64_t micro_degrees) {
  const auto step = static_cast<std::size_t>(micro_degrees / kSineStep);
  if (step == kSineSteps) return kSine[step];
  const std::int64_t rest = micro_degrees % kSineStep;
  return kSine[step] + (kSine[step + 1] - kSine[step]) * rest / kSineStep;
}

std::int64_t sine(std::int64_t micro_degrees) {
  const std::int64_t turned = ((micro_degrees % (360 * kMicro)) + 360 * kMicro) % (360 * kMicro);
  const std::int64_t half = turned % (180 * kMicro);
  const std::int64_t value = first_quadrant(std::min(half, 180 * kMicro - half));
  return turned < 180 * kMicro ? value : -value;
}

std::int64_t cosine(std::int64_t micro_degrees) {
  return sine(micro_degrees + 90 * kMicro);
}

// Twice the arc sine of half a chord of at most 0.75, in 2^-30 radians.
std::int64_t arc_of(std::uint64_t quarter_chord) {
  const auto half = static_cast<std::int64_t>(std::sqrt(static_cast<double>(quarter_chord)));
  const auto step = static_cast<std::size_t>(half / kArcStep);
  const std::int64_t rest = half % kArcStep;
  return 2 * (kArcSine[step] + (kArcSine[step + 1] - kArcSine[step]) * rest / kArcStep);
}

}  // namespace

std::optional<UnitVector> unit_vector(const geo::Coordinates& at) {
  if (!(std::abs(at.latitude) <= 90) || !(std::abs(at.longitude) <= 360)) return std::nullopt;
  const auto latitude = static_cast<std::int64_t>(at.latitude * kMicro);
  const auto longitude = static_cast<std::int64_t>(at.longitude * kMicro);
  const std::int64_t level = cosine(latitude);
  return UnitVector{static_cast<std::int32_t>(level * cosine(longitude) >> 30),
                    static_cast<std::int32_t>(level * sine(longitude) >> 30),
                    static_cast<std::int32_t>(sine(latitude))};
}

std::uint64_t quarter_chord_squared(const UnitVector& a, const UnitVector& b) {
  const std::int64_t dx = std::int64_t{a.x} - b.x;
  const std::int64_t dy = std::int64_t{a.y} - b.y;
  const std::int64_t dz = std::int64_t{a.z} - b.z;
  return static_cast<std::uint64_t>(dx * dx + dy * dy + dz * dz) / 4;
}

std::uint32_t arc_metres(const UnitVector& a, const UnitVector& b) {
  constexpr std::uint64_t kUnit = std::uint64_t{1} << 60;
  const std::uint64_t quarter = std::min(quarter_chord_squared(a, b), kUnit);
  // Beyond 90 degrees the arc sine is steep: go by the point opposite.
  const std::int64_t arc =
      quarter <= kUnit / 2 ? arc_of(quarter) : kPiFixed - arc_of(kUnit - quarter);
  return static_cast<std::uint32_t>(arc * kEarthRadiusMetres >> 30);
}

}  // namespace meridian::routing
