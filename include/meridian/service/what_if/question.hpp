// One request to explain.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/http/field.hpp"

namespace meridian::what_if {

// Of a list in a question; each name may be a region.
inline constexpr std::size_t kNamesMax = 256;

struct Question {
  IpAddress ip;
  std::string host;        // without port
  std::string path = "/";  // without query
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::string> down;   // REGION or SERVICE/REGION
  std::string pin;                 // region; empty: none
  std::vector<std::string> tried;  // regions

  // Refers to this question.
  std::vector<http::Field> fields() const;
};

// Reads the address, and cuts port and query off. Fails where something is missing or malformed.
Result<Question> complete(Question question, std::string_view ip);

// {ip, host, path, method, headers: {name: value}, down: [..], pin, tried: [..]}, all but ip and
// host optional, and nothing else. Never throws.
Result<Question> question_of_json(std::string_view text);

}  // namespace meridian::what_if
