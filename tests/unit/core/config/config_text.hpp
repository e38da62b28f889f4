// A config that is complete, as lines that tests put together.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "meridian/core/config/parse.hpp"

namespace meridian::config {

inline const std::string kListeners =
    "listeners:\n"
    "  - {name: web, bind: [\"127.0.0.1:8080\"], protocol: http}\n";
inline const std::string kRegions =
    "regions:\n"
    "  eu: {country: DE}\n"
    "  us: {country: US}\n";
inline const std::string kUpstreams =
    "    upstreams:\n"
    "      eu: {endpoints: [\"127.0.0.1:9101\"]}\n"
    "      us: {endpoints: [\"127.0.0.1:9102\"]}\n";
inline const std::string kServices = "services:\n  api:\n" + kUpstreams;
inline const std::string kRoutes = "routes:\n  - service: api\n";
inline const std::string kComplete = kListeners + kRegions + kServices + kRoutes;
inline const std::string kGeoIp = "geoip: {overrides: [{cidr: 192.0.2.0/24, tag: lab}]}\n";

inline std::vector<std::string> errors_of(std::string_view text) {
  auto outcome = parse_config(text, "");
  std::vector<std::string> lines;
  if (const auto* errors = std::get_if<std::vector<Diagnostic>>(&outcome)) {
    for (const Diagnostic& error : *errors) lines.push_back(format(error, "f"));
  }
  return lines;
}

// Of text without errors; the errors are shown where there are some.
inline Config parsed(std::string_view text, std::string_view directory = "") {
  auto outcome = parse_config(text, directory);
  if (auto* config = std::get_if<Config>(&outcome)) return std::move(*config);
  for (const std::string& error : errors_of(text)) ADD_FAILURE() << error;
  return {};
}

}  // namespace meridian::config
