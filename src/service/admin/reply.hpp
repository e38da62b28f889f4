// An answer before it is put into HTTP.
#pragma once

#include <string>
#include <string_view>

namespace meridian::admin {

struct Reply {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::string allow{};  // methods; with 405
};

// RFC 9457.
Reply problem(unsigned status, std::string_view title, std::string_view detail);

}  // namespace meridian::admin
