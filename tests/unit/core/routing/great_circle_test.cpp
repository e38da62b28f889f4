#include "core/routing/great_circle.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace meridian::routing {
namespace {

double haversine_km(const geo::Coordinates& a, const geo::Coordinates& b) {
  const double radian = std::acos(-1.0) / 180;
  const double dlat = std::sin((b.latitude - a.latitude) * radian / 2);
  const double dlon = std::sin((b.longitude - a.longitude) * radian / 2);
  const double h =
      dlat * dlat + std::cos(a.latitude * radian) * std::cos(b.latitude * radian) * dlon * dlon;
  return 2 * 6371.0 * std::asin(std::min(1.0, std::sqrt(h)));
}

double kilometres(const geo::Coordinates& a, const geo::Coordinates& b) {
  return arc_metres(unit_vector(a).value(), unit_vector(b).value()) / 1000.0;
}

TEST(GreatCircle, AgreesWithTheFormulaAllOverTheEarth) {
  for (int lat = -90; lat <= 90; lat += 15)
    for (int lon = -180; lon <= 180; lon += 13)
      for (double step : {0.01, 0.37, 5.0, 61.3, 120.0, 179.0}) {
        const geo::Coordinates a{static_cast<double>(lat), static_cast<double>(lon)};
        const geo::Coordinates b{lat * 0.71, lon + step};
        ASSERT_NEAR(kilometres(a, b), haversine_km(a, b), 0.1) << lat << " " << lon << " " << step;
      }
}

TEST(GreatCircle, SamePointIsAtNoDistanceAndTheAntipodeAtHalfTheEarth) {
  EXPECT_EQ(kilometres({48.86, 2.35}, {48.86, 2.35}), 0);
  EXPECT_NEAR(kilometres({10, 20}, {-10, -160}), 6371.0 * std::acos(-1.0), 0.1);
  EXPECT_NEAR(kilometres({90, 0}, {-90, 77}), 6371.0 * std::acos(-1.0), 0.1);
}

TEST(GreatCircle, ChordOrdersAsTheArcDoes) {
  const UnitVector paris = unit_vector({48.86, 2.35}).value();
  std::uint64_t last = 0;
  for (int degrees = 0; degrees <= 180; ++degrees) {
    const double latitude = 48.86 - degrees;
    const geo::Coordinates at = latitude >= -90 ? geo::Coordinates{latitude, 2.35}
                                                : geo::Coordinates{-180 - latitude, -177.65};
    const std::uint64_t chord = quarter_chord_squared(paris, unit_vector(at).value());
    ASSERT_GE(chord, last) << degrees;
    last = chord + 1;
  }
}

TEST(GreatCircle, RefusesCoordinatesThatAreNoPoint) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(unit_vector({nan, 0}));
  EXPECT_FALSE(unit_vector({0, nan}));
  EXPECT_FALSE(unit_vector({91, 0}));
  EXPECT_FALSE(unit_vector({0, std::numeric_limits<double>::infinity()}));
}

// Part of the agreement between edges: the same number of metres in every build.
TEST(GreatCircle, DistancesAreFixedForEver) {
  const auto paris = unit_vector({48.86, 2.35}).value();
  EXPECT_EQ(arc_metres(paris, unit_vector({38.95, -77.45}).value()), 6189586U);
  EXPECT_EQ(arc_metres(paris, unit_vector({1.35, 103.82}).value()), 10729255U);
}

}  // namespace
}  // namespace meridian::routing
