// The one table of the admin API: every method and path, who may use it, what is sent and what is
// answered. The router, the checks in front of every handler and the OpenAPI document are made from
// it, so that none of them knows a path that the others do not.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "meridian/core/config/admin.hpp"
#include "service/admin/resource_path.hpp"

namespace meridian::admin {

// Who may: everybody, without a token; or whose role is this one or above.
enum class Access : std::uint8_t { open, viewer, operator_, admin };

struct Endpoint {
  std::string_view method;  // GET answers HEAD, too
  std::string_view path;    // "/v1/services/{service}/weights"; a name in braces is one segment
  ResourceKind kind = ResourceKind::status;
  Access access = Access::viewer;
  std::string_view summary;
  std::string_view answer;   // the schema of a 200; or kText, kEventStream
  std::string_view body{};   // the schema of what is sent; empty: nothing is
  bool tagged = false;       // what is answered has an ETag
  bool changes = false;      // of overrides: wants If-Match, takes dry_run
  bool local = false;        // may be of this edge alone: takes scope
  bool conditional = false;  // wants If-Match alone
};

// The names that may stand behind the question mark.
std::span<const std::string_view> parameters_of(const Endpoint& endpoint);

inline constexpr std::string_view kText = "text/plain";
inline constexpr std::string_view kEventStream = "text/event-stream";

std::span<const Endpoint> endpoints();

struct Found {
  const Endpoint* endpoint = nullptr;
  ResourcePath path;
};
// The path is known, and takes these methods only: "GET, HEAD, PUT".
struct WrongMethod {
  std::string allowed;
};
struct UnknownPath {};
// Whether the names in the path exist is not looked at.
std::variant<Found, WrongMethod, UnknownPath> find_endpoint(std::string_view method,
                                                            std::string_view path);

bool may(config::AdminRole role, Access access);
std::string_view to_string(Access access);  // "operator"

}  // namespace meridian::admin
