#include "meridian/core/geo/locator.hpp"

#include <algorithm>
#include <iterator>

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

// The first address after the network; empty where the network reaches to the end of the space.
std::optional<IpAddress> address_after(const Cidr& cidr) {
  if (cidr.bits == 0) return std::nullopt;
  auto bytes = cidr.network.bytes();
  const auto last = static_cast<std::size_t>(cidr.bits - 1);  // the network's last bit
  unsigned carry = 1u << (7 - last % 8);
  for (std::size_t i = last / 8 + 1; i-- > 0 && carry != 0;) {
    const unsigned sum = bytes[i] + carry;
    bytes[i] = static_cast<std::uint8_t>(sum);
    carry = sum >> 8;
  }
  if (carry != 0) return std::nullopt;
  return IpAddress::v6(bytes);
}

}  // namespace

Locator::Locator(std::vector<Override> overrides, NameTable tags, NameTable subdivisions)
    : tags_(std::move(tags)), subdivisions_(std::move(subdivisions)) {
  std::stable_sort(overrides.begin(), overrides.end(), is_before);
  overrides_.reserve(overrides.size());
  std::vector<std::uint32_t> around;  // the networks that hold the current one, widest first
  for (Override& entry : overrides) {
    name_country_of_subdivision(entry);
    while (!around.empty() && !holds(overrides_[around.back()].cidr, entry.cidr)) leave(around);
    overrides_.push_back({std::move(entry)});
    ResolvedOverride& added = overrides_.back();
    if (!around.empty()) inherit(added, overrides_[around.back()]);
    if (added.tag) added.tag_id = tags_.find(*added.tag);
    if (added.subdivision) added.subdivision_id = subdivisions_.find(*added.subdivision);
    around.push_back(static_cast<std::uint32_t>(overrides_.size() - 1));
    begin_range(added.cidr.network, around.back());
  }
  while (!around.empty()) leave(around);
}

void Locator::leave(std::vector<std::uint32_t>& around) {
  const auto next = address_after(overrides_[around.back()].cidr);
  around.pop_back();
  if (next) begin_range(*next, around.empty() ? kNobody : around.back());
}

void Locator::begin_range(const IpAddress& from, std::uint32_t entry) {
  if (!ranges_.empty() && ranges_.back().from == from)
    ranges_.back().entry = entry;
  else
    ranges_.push_back({from, entry});
}

const ResolvedOverride* Locator::find_override(const IpAddress& address) const {
  const auto after = std::upper_bound(
      ranges_.begin(), ranges_.end(), address,
      [](const IpAddress& wanted, const Range& range) { return wanted < range.from; });
  if (after == ranges_.begin()) return nullptr;
  const std::uint32_t entry = std::prev(after)->entry;
  return entry == kNobody ? nullptr : &overrides_[entry];
}

}  // namespace meridian::geo
