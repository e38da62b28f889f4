#include "core/routing/route_table.hpp"

#include <algorithm>
#include <array>

#include "core/routing/match_path.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::routing {

namespace {

constexpr std::size_t kHostBytesMax = 255;  // RFC 1035, 2.3.4

std::string_view without_slash(std::string_view prefix) {
  while (!prefix.empty() && prefix.back() == '/') prefix.remove_suffix(1);
  return prefix;
}

bool header_matches(const config::HeaderMatch& wanted, std::span<const http::Field> fields) {
  return std::any_of(fields.begin(), fields.end(), [&](const http::Field& field) {
    return equals_ignoring_case(field.name, wanted.name) &&
           (wanted.present_only || field.value == wanted.value);
  });
}

bool conditions_hold(const config::Route& route, const Request& request) {
  const auto& methods = route.methods;
  if (!methods.empty() &&
      std::find(methods.begin(), methods.end(), request.method) == methods.end())
    return false;
  return headers_match(route.headers, request.fields);
}

std::size_t conditions_of(const config::Route& route) {
  return route.headers.size() + (route.methods.empty() ? 0 : 1);
}

}  // namespace

bool headers_match(std::span<const config::HeaderMatch> wanted,
                   std::span<const http::Field> fields) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const auto& match) { return header_matches(match, fields); });
}

bool path_within(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) &&
         (path.size() == prefix.size() || path[prefix.size()] == '/' || prefix.empty());
}

RouteTable::RouteTable(const std::vector<config::Route>& routes) {
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const config::Route& route = routes[i];
    const Entry entry{&route, without_slash(route.path_prefix), static_cast<int>(i)};
    for (const std::string_view host : route.hosts) {
      if (host == "*")
        any_.push_back(entry);
      else if (host.starts_with("*."))
        add(suffixes_, host.substr(1), entry);
      else
        add(exact_, host, entry);
    }
  }
  const auto sort_entries = [](Entries& entries) {
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      if (a.prefix.size() != b.prefix.size()) return a.prefix.size() > b.prefix.size();
      return conditions_of(*a.route) > conditions_of(*b.route);
    });
  };
  for (auto& [name, entries] : exact_) sort_entries(entries);
  for (auto& [name, entries] : suffixes_) sort_entries(entries);
  sort_entries(any_);
}

void RouteTable::add(Hosts& hosts, std::string_view name, const Entry& entry) {
  const auto at =
      std::lower_bound(hosts.begin(), hosts.end(), name,
                       [](const auto& host, auto wanted) { return host.first < wanted; });
  if (at != hosts.end() && at->first == name)
    at->second.push_back(entry);
  else
    hosts.insert(at, {std::string(name), {entry}});
}

const RouteTable::Entries* RouteTable::find_host(const Hosts& hosts, std::string_view name) {
  const auto at =
      std::lower_bound(hosts.begin(), hosts.end(), name,
                       [](const auto& host, auto wanted) { return host.first < wanted; });
  return at != hosts.end() && at->first == name ? &at->second : nullptr;
}

const RouteTable::Entries* RouteTable::entries_of(std::string_view host) const {
  if (host.ends_with('.')) host.remove_suffix(1);  // a fully qualified name is the same name
  if (host.size() <= kHostBytesMax) {
    std::array<char, kHostBytesMax> buffer;
    std::transform(host.begin(), host.end(), buffer.begin(), ascii_lower);
    const std::string_view name(buffer.data(), host.size());
    if (const Entries* entries = find_host(exact_, name)) return entries;
    for (std::size_t dot = name.find('.', 1); dot < name.size() && !suffixes_.empty();
         dot = name.find('.', dot + 1))
      if (const Entries* entries = find_host(suffixes_, name.substr(dot))) return entries;
  }
  return any_.empty() ? nullptr : &any_;
}

RouteTable::Match RouteTable::find(const Request& request) const {
  const Entries* entries = entries_of(request.host);
  if (entries == nullptr) return {};
  std::array<char, kMatchPathBytesMax> scratch;
  const std::string_view path = match_path(request.path, scratch);
  for (const Entry& entry : *entries)
    if (path_within(path, entry.prefix) && conditions_hold(*entry.route, request))
      return {true, entry.index};
  return {true, -1};
}

}  // namespace meridian::routing
