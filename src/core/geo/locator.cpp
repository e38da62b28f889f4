#include "meridian/core/geo/locator.hpp"

#include <algorithm>

namespace meridian::geo {

namespace {

// What `inner` leaves open it takes from `outer`, its country's places only from the same country.
void inherit(ResolvedOverride& inner, const ResolvedOverride& outer) {
  if (!inner.asn) inner.asn = outer.asn;
  if (!inner.tag) inner.tag = outer.tag;
  const bool same_country = !inner.country || inner.country == outer.country;
  if (!same_country) return;
  inner.country = outer.country;
  if (!inner.continent) inner.continent = outer.continent;
  if (!inner.subdivision) inner.subdivision = outer.subdivision;
  if (!inner.coordinates) inner.coordinates = outer.coordinates;
}

void name_country_of_subdivision(Override& entry) {
  if (entry.subdivision && !entry.country)
    entry.country = Country::parse(std::string_view(*entry.subdivision).substr(0, 2));
}

// Outer networks before the inner ones that they hold.
bool is_before(const Override& a, const Override& b) {
  return a.cidr.network != b.cidr.network ? a.cidr.network < b.cidr.network
                                          : a.cidr.bits < b.cidr.bits;
}

bool holds(const Cidr& outer, const Cidr& inner) {
  return outer.bits <= inner.bits && outer.contains(inner.network);
}

std::vector<ResolvedOverride> merge(std::vector<Override> overrides) {
  std::stable_sort(overrides.begin(), overrides.end(), is_before);
  std::vector<ResolvedOverride> merged;
  merged.reserve(overrides.size());
  std::vector<std::size_t> around;  // the networks that hold the current one, widest first
  for (Override& entry : overrides) {
    name_country_of_subdivision(entry);
    merged.push_back({std::move(entry)});
    while (!around.empty() && !holds(merged[around.back()].cidr, merged.back().cidr))
      around.pop_back();
    if (!around.empty()) inherit(merged.back(), merged[around.back()]);
    around.push_back(merged.size() - 1);
  }
  return merged;
}

}  // namespace

Locator::Locator(std::vector<Override> overrides, NameTable tags, NameTable subdivisions)
    : overrides_(merge(std::move(overrides))),
      tags_(std::move(tags)),
      subdivisions_(std::move(subdivisions)) {
  std::vector<CidrMap::Entry> networks;
  for (ResolvedOverride& entry : overrides_) {
    if (entry.tag) entry.tag_id = tags_.find(*entry.tag);
    if (entry.subdivision) entry.subdivision_id = subdivisions_.find(*entry.subdivision);
    networks.push_back({entry.cidr, static_cast<std::uint32_t>(&entry - overrides_.data())});
  }
  by_cidr_ = CidrMap(std::move(networks));
}

const ResolvedOverride* Locator::find_override(const IpAddress& address) const {
  const auto found = by_cidr_.find(address);
  return found ? &overrides_[*found] : nullptr;
}

}  // namespace meridian::geo
