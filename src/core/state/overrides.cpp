#include "meridian/core/state/overrides.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "meridian/core/base/limits.hpp"

namespace meridian::state {

namespace {

constexpr std::array<std::string_view, 3> kKinds{"weight", "state", "primary"};
constexpr std::array<std::string_view, 3> kStates{"enabled", "draining", "disabled"};

template <class Enum>
std::optional<Enum> find_word(const std::array<std::string_view, 3>& words, std::string_view word) {
  const auto at = std::find(words.begin(), words.end(), word);
  if (at == words.end()) return std::nullopt;
  return static_cast<Enum>(at - words.begin());
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= limits::kOverrideNameBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

// Fails on anything but one to three names with dots between them.
std::vector<std::string_view> parts_of(std::string_view id) {
  std::vector<std::string_view> parts;
  for (bool more = true; more;) {
    const std::size_t dot = id.find('.');
    parts.push_back(id.substr(0, dot));
    more = dot != id.npos;
    if (!is_name(parts.back()) || parts.size() > 3) return {};
    if (more) id.remove_prefix(dot + 1);
  }
  return parts;
}

}  // namespace

std::string id_of(const Target& target) {
  std::string id(kKinds[static_cast<std::size_t>(target.kind)]);
  if (!target.service.empty()) id.append(".").append(target.service);
  if (!target.region.empty()) id.append(".").append(target.region);
  return id;
}

std::optional<Target> parse_id(std::string_view id) {
  const auto parts = parts_of(id);
  if (parts.size() < 2) return std::nullopt;
  const auto kind = find_word<Kind>(kKinds, parts[0]);
  if (!kind) return std::nullopt;
  const std::string first(parts[1]);
  if (parts.size() == 3)
    return *kind == Kind::primary ? std::nullopt
                                  : std::optional(Target{*kind, first, std::string(parts[2])});
  switch (*kind) {
    case Kind::weight: return std::nullopt;
    case Kind::state: return Target{*kind, "", first};
    case Kind::primary: return Target{*kind, first, ""};
  }
  return std::nullopt;
}

std::string_view to_string(config::UpstreamState state) {
  return kStates[static_cast<std::size_t>(state)];
}

std::optional<config::UpstreamState> parse_state(std::string_view word) {
  return find_word<config::UpstreamState>(kStates, word);
}

std::string to_string(const Value& value) {
  if (const auto* weight = std::get_if<std::uint32_t>(&value)) return std::to_string(*weight);
  if (const auto* state = std::get_if<config::UpstreamState>(&value))
    return std::string(to_string(*state));
  return std::get<std::string>(value);
}

bool fits(const Target& target, const Value& value) {
  switch (target.kind) {
    case Kind::weight: {
      const auto* weight = std::get_if<std::uint32_t>(&value);
      return weight != nullptr && *weight <= kWeightMax;
    }
    case Kind::state: return std::holds_alternative<config::UpstreamState>(value);
    case Kind::primary: {
      const auto* region = std::get_if<std::string>(&value);
      return region != nullptr && is_name(*region);
    }
  }
  return false;
}

}  // namespace meridian::state
