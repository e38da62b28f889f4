// Names from the config as small numbers, 0 meaning "no name of ours". Built with the view, never
// grown by traffic. Sorted, so that numbers do not depend on the order in the file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meridian::geo {

class NameTable {
 public:
  NameTable() = default;
  explicit NameTable(std::vector<std::string> names);  // fewer than 2^16 different ones
  std::uint16_t find(std::string_view name) const;     // 0 where absent
  std::string_view name(std::uint16_t id) const;       // "" for 0
  std::size_t size() const { return names_.size(); }

 private:
  std::vector<std::string> names_;
};

}  // namespace meridian::geo
