#include "sites.hpp"

#include <array>

namespace meridian::lab {

namespace {

constexpr auto kEdges = std::to_array<Site>({
    {"edge-new-york", "US", {40.71, -74.01}},
    {"edge-los-angeles", "US", {34.05, -118.24}},
    {"edge-sao-paulo", "BR", {-23.55, -46.63}},
    {"edge-amsterdam", "NL", {52.37, 4.90}},
    {"edge-johannesburg", "ZA", {-26.20, 28.05}},
    {"edge-mumbai", "IN", {19.08, 72.88}},
    {"edge-singapore", "SG", {1.35, 103.82}},
    {"edge-tokyo", "JP", {35.68, 139.69}},
});

constexpr auto kRegions = std::to_array<Site>({
    {"frankfurt", "DE", {50.11, 8.68}},    {"virginia", "US", {39.04, -77.49}},
    {"singapore", "SG", {1.35, 103.82}},   {"oregon", "US", {45.84, -119.70}},
    {"sao-paulo", "BR", {-23.55, -46.63}}, {"dublin", "IE", {53.34, -6.27}},
    {"mumbai", "IN", {19.08, 72.88}},      {"tokyo", "JP", {35.68, 139.69}},
    {"sydney", "AU", {-33.87, 151.21}},    {"cape-town", "ZA", {-33.92, 18.42}},
    {"ohio", "US", {39.96, -83.00}},       {"san-jose", "US", {37.35, -121.96}},
    {"montreal", "CA", {45.50, -73.57}},   {"calgary", "CA", {51.05, -114.07}},
    {"london", "GB", {51.51, -0.13}},      {"paris", "FR", {48.86, 2.35}},
    {"zurich", "CH", {47.38, 8.54}},       {"milan", "IT", {45.46, 9.19}},
    {"zaragoza", "ES", {41.65, -0.88}},    {"stockholm", "SE", {59.33, 18.07}},
    {"manama", "BH", {26.23, 50.59}},      {"dubai", "AE", {25.20, 55.27}},
    {"tel-aviv", "IL", {32.08, 34.78}},    {"hyderabad", "IN", {17.39, 78.49}},
    {"jakarta", "ID", {-6.21, 106.85}},    {"bangkok", "TH", {13.75, 100.50}},
    {"hong-kong", "HK", {22.32, 114.17}},  {"seoul", "KR", {37.57, 126.98}},
    {"osaka", "JP", {34.69, 135.50}},      {"melbourne", "AU", {-37.81, 144.96}},
});

}  // namespace

std::span<const Site> edge_sites() {
  return kEdges;
}

std::span<const Site> region_sites() {
  return kRegions;
}

std::vector<bool> inside_fence(std::size_t regions) {
  std::vector<bool> inside;
  for (const Site& site : region_sites().first(regions)) {
    const auto country = geo::Country::parse(site.country);
    const geo::CountryFacts* facts = country ? geo::facts_of(*country) : nullptr;
    inside.push_back(facts != nullptr && facts->eea);
  }
  return inside;
}

}  // namespace meridian::lab
