// Finds the end of one response and remembers what the clients look at. Fed with bytes, no I/O.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "origin/body_decoder.hpp"

namespace meridian::load {

struct Response {
  int status = 0;
  std::string region;  // field X-Region
  std::uint64_t content_length = 0;
  bool has_length = false;
  bool chunked = false;
  bool closes = false;  // Connection: close
};

class ResponseReader {
 public:
  enum class Step { head, body, more, done, bad };

  void start();
  // Consumes from the front of `input`. `head`: response() is filled. `body`: `piece` holds body
  // bytes. `done`: the response is over. `more`: feed more; keep what is left of `input`.
  Step next(std::string_view& input, std::string_view& piece);
  const Response& response() const { return response_; }

 private:
  bool parse_head(std::string_view head);
  bool apply_field(std::string_view name, std::string_view value);

  bool in_body_ = false;
  Response response_;
  origin::BodyDecoder decoder_;
};

}  // namespace meridian::load
