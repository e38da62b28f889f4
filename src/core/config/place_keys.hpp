// The keys that name places of clients, for every section that is made of them.
#pragma once

#include <string_view>

#include "core/config/addresses.hpp"
#include "core/config/key.hpp"
#include "core/config/scalars.hpp"

namespace meridian::config {

// The section of T, which is a Places: these keys, then `more`.
template <class T>
Section<T> with_places(Section<T> more) {
  Section<T> section;
  section.push_back(make_key<T>("tags", &Places::tags, ListOf<Name>{}, kUnset,
                                "clients with a tag from geoip.overrides"));
  section.push_back(make_key<T>("asns", &Places::asns,
                                ListOf<Integer<std::uint32_t>>{{{1, kAsnMax}}}, kUnset,
                                "clients in these networks"));
  section.push_back(make_key<T>("subdivisions", &Places::subdivisions, ListOf<Subdivision>{},
                                kUnset, "clients in these"));
  section.push_back(make_key<T>("countries", &Places::countries, ListOf<CountryCode>{}, kUnset,
                                "clients in these"));
  section.push_back(make_key<T>("continents", &Places::continents, ListOf<ContinentCode>{}, kUnset,
                                "clients on these"));
  for (Key<T>& key : more) section.push_back(std::move(key));
  return section;
}

}  // namespace meridian::config
