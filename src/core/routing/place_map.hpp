// From places of clients to numbers: the most specific entry wins (tag, asn, subdivision, country,
// continent, everyone), of two for the same place the earlier one.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "meridian/core/config/policy.hpp"
#include "meridian/core/geo/locator.hpp"
#include "meridian/core/geo/place.hpp"

namespace meridian::routing {

class PlaceMap {
 public:
  static constexpr std::uint16_t kNone = 0;

  // `number`: above kNone. Names resolve by the locator that places of clients come from.
  void add(const config::Places& places, std::uint16_t number, const geo::Locator& locator);
  void add_everyone(std::uint16_t number);
  void seal();  // after the last add, before the first find

  std::uint16_t find(const geo::Place& place) const;  // kNone where nothing is about it

 private:
  using Entries = std::vector<std::pair<std::uint32_t, std::uint16_t>>;
  static std::uint16_t find(const Entries& entries, std::uint32_t key);
  static void sort(Entries& entries);

  Entries by_tag_;
  Entries by_asn_;
  Entries by_subdivision_;
  std::array<std::uint16_t, geo::Country::kCount> by_country_{};
  std::array<std::uint16_t, 8> by_continent_{};
  std::uint16_t everyone_ = kNone;
};

}  // namespace meridian::routing
