#include "meridian/core/geo/name_table.hpp"

#include <algorithm>
#include <limits>

#include "meridian/core/base/check.hpp"

namespace meridian::geo {

NameTable::NameTable(std::vector<std::string> names) : names_(std::move(names)) {
  std::sort(names_.begin(), names_.end());
  names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
  MERIDIAN_CHECK(names_.size() < std::numeric_limits<std::uint16_t>::max());
}

std::uint16_t NameTable::find(std::string_view name) const {
  const auto at = std::lower_bound(names_.begin(), names_.end(), name);
  if (at == names_.end() || *at != name) return 0;
  return static_cast<std::uint16_t>(at - names_.begin() + 1);
}

std::string_view NameTable::name(std::uint16_t id) const {
  MERIDIAN_CHECK(id <= names_.size());
  return id == 0 ? std::string_view() : names_[id - 1u];
}

}  // namespace meridian::geo
