#include "core/config/keys.hpp"

#include "core/config/addresses.hpp"
#include "core/config/scalars.hpp"

namespace meridian::config {
namespace {

const Section<Fence>& clients_section() {
  static const Section<Fence> section{
      key("countries", &Fence::countries, ListOf<CountryCode>{}, kUnset, "clients in these"),
      key("continents", &Fence::continents, ListOf<ContinentCode>{}, kUnset, "clients on these"),
      key("groups", &Fence::groups,
          ListOf<Choice<Group>>{{{{"EU", Group::EU}, {"EEA", Group::EEA}}}}, kUnset,
          "clients in the member countries"),
      key("subdivisions", &Fence::subdivisions, ListOf<Subdivision>{}, kUnset, "clients in these"),
      key("asns", &Fence::asns, ListOf<Integer<std::uint32_t>>{{{1, kAsnMax}}}, kUnset,
          "clients in these networks"),
      key("tags", &Fence::tags, ListOf<Name>{}, kUnset, "clients with a tag from geoip.overrides"),
      key("unknown", &Fence::unknown,
          Choice<UnknownPlace>{{{"deny", UnknownPlace::deny}, {"allow", UnknownPlace::allow}}},
          "deny", "clients whose country is unknown"),
  };
  return section;
}

}  // namespace

const Section<RegionKeys>& region_section() {
  static const Section<RegionKeys> section{
      key("latitude", &RegionKeys::latitude, Degrees{90}, kUnset,
          "where it stands, north positive; together with longitude"),
      key("longitude", &RegionKeys::longitude, Degrees{180}, kUnset,
          "where it stands, east positive; together with latitude"),
      key("country", &RegionKeys::country, CountryCode{}, kUnset, "whose law it is under"),
      key("tags", &RegionKeys::tags, ListOf<Name>{{}, 16}, kUnset, "words of your own"),
  };
  return section;
}

const Section<Fence>& fence_section() {
  static const Section<Fence> section{
      part("clients", clients_section, true, "whom it is about: one match is enough"),
      key("regions", &Fence::regions, ListOf<Name>{{"region name"}, 64}, kRequired,
          "the only regions that may serve them; [] for none"),
      key("edges", &Fence::edges,
          Choice<FenceEdges>{{{"any", FenceEdges::any}, {"inside", FenceEdges::inside}}}, "any",
          "inside: an edge outside of the clients' countries answers before it reads a body"),
      key("redirect_host", &Fence::redirect_host, Authority{}, kUnset,
          "where an edge outside sends them (307); none: it refuses"),
      key("answer", &Fence::answer, SectionOf<Answer>{fence_answer_section}, kUnset,
          "what a client gets when no region is left; none: a plain 451"),
  };
  return section;
}

}  // namespace meridian::config
