#include "core/config/margin.hpp"

#include "core/config/scalars.hpp"

namespace meridian::config {
namespace {

const Duration& time_type() {
  static const Duration type{milliseconds(0), seconds(10)};
  return type;
}

const Integer<std::uint32_t>& percent_type() {
  static const Integer<std::uint32_t> type{{1, 100, "%"}};
  return type;
}

}  // namespace

std::string MarginText::describe() const {
  return time_type().describe() + ", or " + percent_type().describe();
}

bool MarginText::read(const Cursor& cursor, Value& value) const {
  value = {};
  const bool is_percent = cursor.node().kind == Node::Kind::scalar && !cursor.node().text.empty() &&
                          cursor.node().text.back() == '%';
  return is_percent ? percent_type().read(cursor, value.percent)
                    : time_type().read(cursor, value.absolute);
}

}  // namespace meridian::config
