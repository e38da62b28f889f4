// How JSON is written for people and machines alike.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace meridian::what_if {

// `indent` -1: in one line. One line end behind it. Bytes that are no UTF-8, which a path or a
// header may hold, become U+FFFD.
inline std::string json_text(const nlohmann::ordered_json& document, int indent = 2) {
  return document.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace meridian::what_if
