// What a client makes of the bytes that a proxy sent it: a careful reading of responses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reading.hpp"

namespace meridian::differential {

struct Answer {
  int status = 0;
  std::string head;
  std::vector<FieldLine> fields;
  std::string body;
  bool complete = false;
  bool has(std::string_view name) const;
  std::string value(std::string_view name) const;
};

struct Answers {
  std::vector<Answer> interim;  // 1xx
  std::vector<Answer> finals;   // in the order of the requests
  std::string left_over;        // what is no response
  std::vector<int> statuses() const;
};

// `methods`: of the requests, as far as known. `ended`: nothing more came.
Answers read_answers(std::string_view in, const std::vector<std::string>& methods, bool ended);

}  // namespace meridian::differential
