#include "service/admin/operator_path.hpp"

#include <vector>

namespace meridian::admin {

namespace {

constexpr std::size_t kPartsMax = 6;

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty() && parts.size() <= kPartsMax) {
    path.remove_prefix(1);  // the slash
    const std::size_t end = path.find('/');
    parts.push_back(path.substr(0, end));
    path.remove_prefix(end == path.npos ? path.size() : end);
  }
  return parts;
}

}  // namespace

std::optional<OperatorPath> parse_operator_path(std::string_view path) {
  if (!path.starts_with("/v1/")) return std::nullopt;
  const auto parts = parts_of(path.substr(3));
  const auto part = [&](std::size_t i) {
    return i < parts.size() ? std::string(parts[i]) : std::string();
  };
  const std::size_t count = parts.size();
  if (part(0) == "regions") {
    if (count == 1) return OperatorPath{OperatorKind::regions, "", ""};
    if (count == 3 && part(2) == "state")
      return OperatorPath{OperatorKind::region_state, "", part(1)};
  } else if (part(0) == "overrides") {
    if (count == 1) return OperatorPath{OperatorKind::overrides, "", ""};
    if (count == 2 && part(1) == "reset") return OperatorPath{OperatorKind::reset, "", ""};
    if (count == 2 && part(1) == "conflicts") return OperatorPath{OperatorKind::conflicts, "", ""};
    if (count == 2) return OperatorPath{OperatorKind::override_, "", "", part(1)};
    if (count == 4 && part(1) == "conflicts" && part(3) == "adopt")
      return OperatorPath{OperatorKind::adopt, "", "", part(2)};
  } else if (part(0) == "services") {
    if (count == 2) return OperatorPath{OperatorKind::service, part(1), ""};
    if (count == 3 && part(2) == "weights") return OperatorPath{OperatorKind::weights, part(1), ""};
    if (count == 3 && part(2) == "primary") return OperatorPath{OperatorKind::primary, part(1), ""};
    if (count == 5 && part(2) == "upstreams" && part(4) == "state")
      return OperatorPath{OperatorKind::upstream_state, part(1), part(3)};
  }
  return std::nullopt;
}

std::string_view methods_of(OperatorKind kind) {
  switch (kind) {
    case OperatorKind::regions:
    case OperatorKind::service:
    case OperatorKind::overrides:
    case OperatorKind::conflicts: return "GET, HEAD";
    case OperatorKind::region_state:
    case OperatorKind::upstream_state:
    case OperatorKind::primary: return "GET, HEAD, PUT";
    case OperatorKind::weights: return "GET, HEAD, PUT, PATCH";
    case OperatorKind::override_: return "GET, HEAD, DELETE";
    case OperatorKind::adopt:
    case OperatorKind::reset: return "POST";
  }
  return "";
}

state::Resource resource_of(const OperatorPath& path) {
  switch (path.kind) {
    case OperatorKind::weights: return state::Target{state::Kind::weight, path.service, ""};
    case OperatorKind::primary: return state::Target{state::Kind::primary, path.service, ""};
    case OperatorKind::region_state: return state::Target{state::Kind::state, "", path.region};
    case OperatorKind::upstream_state:
      return state::Target{state::Kind::state, path.service, path.region};
    case OperatorKind::override_: return state::parse_id(path.id);
    case OperatorKind::regions:
    case OperatorKind::service:
    case OperatorKind::overrides:
    case OperatorKind::conflicts:
    case OperatorKind::adopt:
    case OperatorKind::reset: break;
  }
  return std::nullopt;
}

}  // namespace meridian::admin
