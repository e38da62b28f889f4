// One request to explain.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/http/field.hpp"

namespace meridian::what_if {

struct Question {
  IpAddress ip;
  std::string host;        // without port
  std::string path = "/";  // without query
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::string> down;   // REGION or SERVICE/REGION
  std::string pin;                 // region; empty: none
  std::vector<std::string> tried;  // regions
  std::uint64_t explore_window = 0;

  // Refers to this question.
  std::vector<http::Field> fields() const;
};

// Reads the address, and cuts port and query off. Fails where something is missing or malformed.
Result<Question> complete(Question question, std::string_view ip);

// {ip, host, path, method, headers: {name: value}, down: [..], pin, tried: [..], explore_window},
// all but ip and host optional, and nothing else. Never throws.
Result<Question> question_of_json(std::string_view text);

}  // namespace meridian::what_if
