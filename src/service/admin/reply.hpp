// An answer before it is put into HTTP.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meridian::admin {

struct Reply {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::string allow{};        // methods; with 405
  std::string tag{};          // of the resource: ETag, without the quotes; empty: none
  bool authenticate = false;  // with 401
  std::optional<std::uint64_t> stream_after{};  // not a body but events, those after this number
};

// RFC 9457.
Reply problem(unsigned status, std::string_view title, std::string_view detail);

// With the rule that was broken and, where one is at fault, the field of the body.
struct Violation {
  std::string_view rule;
  std::string field{};
};
Reply rule_broken(unsigned status, std::string_view detail, const Violation& violation);

}  // namespace meridian::admin
