// Differences: `10ms` or `10%`.
#pragma once

#include <string>

#include "core/config/cursor.hpp"

namespace meridian::config {

struct MarginText {
  using Value = Margin;
  std::string describe() const;
  bool read(const Cursor& cursor, Value& value) const;
};

}  // namespace meridian::config
