// One request to an admin listener, blocking: for the command line.
#pragma once

#include <string>

#include "meridian/core/base/result.hpp"

namespace meridian::cli {

struct AdminRequest {
  std::string method = "GET";
  std::string path{};
  std::string body{};      // JSON; empty: none
  std::string if_match{};  // as in the field; empty: none
  std::string token{};     // empty: none
};

struct AdminAnswer {
  unsigned status = 0;
  std::string body;
  std::string tag;  // ETag, with its quotes
};

// `admin`: host:port. Fails where there is no answer at all.
Result<AdminAnswer> ask_admin(const std::string& admin, const AdminRequest& request);

// The body of the answer; an answer other than 200 is an error too.
Result<std::string> get(const std::string& admin, const std::string& path,
                        const std::string& token);

// What the file holds, or the one that MERIDIAN_TOKEN_FILE names; without either, an empty token.
Result<std::string> read_token(const std::string& file);

}  // namespace meridian::cli
