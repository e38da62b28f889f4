// One line of the access log, read back: every input of decide() and what was decided then.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/http/field.hpp"
#include "meridian/core/replay/saved_view.hpp"
#include "meridian/core/routing/decide.hpp"

namespace meridian::replay {

// A place with names in the place of a view's numbers.
struct LoggedPlace {
  geo::Country country;
  geo::Continent continent = geo::Continent::unknown;
  std::string subdivision;
  bool subdivision_known = false;
  std::uint32_t asn = 0;
  std::string tag;
  std::optional<geo::Coordinates> coordinates;  // empty: the country's, if it has some
};

struct LoggedRequest {
  ViewName view;
  std::string time;
  std::string request_id;
  IpAddress client;
  LoggedPlace place;
  std::string host;
  std::string path;  // without query
  std::string method;
  std::vector<std::pair<std::string, std::string>> headers;  // those that routes ask for
  std::string pin;  // the region that a valid cookie named; empty: none
  std::uint64_t request_key = 0;
  std::uint64_t explore_window = 0;
  std::vector<std::uint32_t> load;  // by candidate; empty: not looked at
  std::string outcome;              // routing::Outcome
  std::string decided;              // region; empty where nothing was forwarded
  std::string reason;

  // Refers to this request.
  std::vector<http::Field> fields() const;
  routing::Request request(const std::vector<http::Field>& fields) const;
};

// Why a line cannot be decided on again.
enum class Unusable : std::uint8_t {
  malformed,    // no line of this log, or of an older version
  undecided,    // answered before a region was asked for: limits, violations
  path_cut,     // the path was too long to be logged
  headers_cut,  // so were the header fields that routes ask for
};
inline constexpr std::size_t kUnusableCount = static_cast<std::size_t>(Unusable::headers_cut) + 1;
std::string_view to_string(Unusable unusable);  // a phrase for people

boost::system::result<LoggedRequest, Unusable> parse_logged_request(std::string_view line);

// Names that the view does not have are no names.
geo::Place place_in(const LoggedPlace& place, const geo::Locator& locator);

// The pinned upstream of the service that the request goes to; none where it has none there.
std::optional<UpstreamId> pin_in(std::string_view region, const routing::ServiceView* service);

// By UpstreamId of this view, for the service that the request goes to; empty where none was
// logged.
std::vector<std::uint32_t> load_in(const LoggedRequest& logged, const routing::ServiceView& service,
                                   const routing::View& view);

}  // namespace meridian::replay
