// One request to explain, read from options or from a JSON line.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/http/field.hpp"
#include "meridian/service/cli/explain.hpp"

namespace meridian::cli {

struct Question {
  IpAddress ip;
  std::string host;  // without port
  std::string path;  // without query
  std::string method;
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::string> down;
  std::string pin;                 // region
  std::vector<std::string> tried;  // regions
  std::uint64_t explore_window = 0;

  // Refers to this question.
  std::vector<http::Field> fields() const;
};

Result<Question> question_of(const ExplainOptions& options);
Result<Question> question_of_line(std::string_view json_line);

}  // namespace meridian::cli
