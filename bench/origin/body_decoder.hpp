// Takes the body of one request out of the bytes that follow its head: by length or chunked.
#pragma once

#include <cstdint>
#include <string_view>

namespace meridian::origin {

class BodyDecoder {
 public:
  enum class Step {
    data,  // `piece` holds body bytes; call again
    more,  // all of `input` is used up, or what is left is an incomplete line
    done,  // the body is over; what is left of `input` belongs to the next message
    bad,
  };

  void start(bool chunked, std::uint64_t content_length);
  // Consumes from the front of `input`; `piece` is a view into it.
  Step next(std::string_view& input, std::string_view& piece);

 private:
  enum class State { data, chunk_size, chunk_end, trailer, done };

  Step take_data(std::string_view& input, std::string_view& piece);
  // A size line, the line end after a chunk, or a trailer line.
  Step take_line(std::string_view& input);
  bool apply_line(std::string_view line);

  State state_ = State::done;
  bool chunked_ = false;
  std::uint64_t left_ = 0;  // of the body, or of the current chunk
};

}  // namespace meridian::origin
