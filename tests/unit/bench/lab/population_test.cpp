#include "bench/lab/population.hpp"

#include <gtest/gtest.h>

#include <set>

#include "bench/lab/sites.hpp"
#include "tests/support/source_tree.hpp"

namespace meridian::lab {
namespace {

std::vector<PopulatedPlace> places() {
  return read_places(test::source_tree() / "bench/lab/places.tsv").value();
}

TEST(Places, AreTheWholeWorldAndAddUpToAll) {
  double sum = 0;
  std::set<geo::Continent> continents;
  for (const PopulatedPlace& place : places()) {
    sum += place.share;
    continents.insert(place.place.continent);
  }
  EXPECT_NEAR(sum, 1, 1e-9);
  EXPECT_GE(places().size(), 250U);
  EXPECT_EQ(continents.size(), 6U);  // nobody asks from the Antarctic
}

TEST(Places, RefuseAFileThatIsMissingOrWrong) {
  EXPECT_TRUE(read_places("/nonexistent").has_error());
  EXPECT_TRUE(read_places(test::source_tree() / "README.md").has_error());
}

TEST(Residents, ReachTheNearestEdgeAndHaveAddressesOfTheirOwn) {
  const auto all = places();
  std::set<IpAddress> addresses;
  for (const Resident& resident : settle(all, 3)) {
    addresses.insert(resident.client.address);
    if (all[resident.place].city == "Chicago") {
      EXPECT_EQ(edge_sites()[resident.edge].name, "edge-new-york");
    }
  }
  EXPECT_EQ(addresses.size(), all.size() * 3);
}

TEST(Wave, HasItsTopInTheEveningOfThePlace) {
  EXPECT_NEAR(wave({0, 0}, 21 * 3600), 1.5, 1e-9);
  EXPECT_NEAR(wave({0, 90}, 15 * 3600), 1.5, 1e-9);
  EXPECT_NEAR(wave({0, 0}, 9 * 3600), 0.5, 1e-9);
}

}  // namespace
}  // namespace meridian::lab
