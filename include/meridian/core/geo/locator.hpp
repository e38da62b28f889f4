// What the operator says of addresses, in the immutable form that place_of reads. Built with the
// view, shared by all threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/geo/country.hpp"
#include "meridian/core/geo/name_table.hpp"

namespace meridian::geo {

struct Override {
  Cidr cidr;
  std::optional<Country> country;
  std::optional<Continent> continent;
  std::optional<std::string> subdivision;  // "US-CA"
  std::optional<std::uint32_t> asn;
  std::optional<std::string> tag;
  std::optional<Coordinates> coordinates;
};

// An override with its names as numbers and with what it takes over from wider networks around it.
struct ResolvedOverride : Override {
  std::uint16_t tag_id = 0;          // NameTable of tags; 0: none
  std::uint16_t subdivision_id = 0;  // NameTable of subdivisions; 0: none
};

// Networks may lie in each other: the inner one takes over every attribute that it does not set
// itself. A subdivision sets its country too; a country drops what the outer network says of places
// in another country (subdivision, continent, coordinates).
class Locator {
 public:
  Locator() = default;
  Locator(std::vector<Override> overrides, NameTable tags, NameTable subdivisions);
  // The one of the narrowest network that holds the address; null where none does.
  const ResolvedOverride* find_override(const IpAddress& address) const;
  const NameTable& tags() const { return tags_; }
  const NameTable& subdivisions() const { return subdivisions_; }

 private:
  // From this address to the next range's; the networks, flattened, so that a lookup is one binary
  // search however deeply they nest.
  struct Range {
    IpAddress from;
    std::uint32_t entry = 0;  // in overrides_, or kNobody
  };
  static constexpr std::uint32_t kNobody = 0xffffffff;

  // Ends the range of the innermost network of `around`, the ones that lie around each other.
  void leave(std::vector<std::uint32_t>& around);
  void begin_range(const IpAddress& from, std::uint32_t entry);

  std::vector<ResolvedOverride> overrides_;  // by network, outer ones first
  std::vector<Range> ranges_;                // ascending
  NameTable tags_;
  NameTable subdivisions_;
};

}  // namespace meridian::geo
