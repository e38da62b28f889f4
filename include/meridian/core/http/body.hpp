// Bodies on their way through: BodyDecoder says which input bytes are content, BodyRelay turns
// input bytes into output bytes under another framing. Both hold a few words of state, no buffer
// but the trailers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "meridian/core/http/framing.hpp"

namespace meridian::http {

enum class BodyState : std::uint8_t { more, complete, refused };

struct BodyStep {
  std::size_t consumed = 0;  // of the input
  std::string_view content;  // a part of the consumed input; may be empty
  // What to send a receiver that gets the same coding: the consumed input without chunk extensions
  // and forbidden trailers. A view of the input, of the decoder (trailers), or of a constant.
  std::string_view wire;
  BodyState state = BodyState::more;
  Violation violation = Violation::none;
};

class BodyDecoder {
 public:
  void begin(const Framing& framing);
  // Consumes at most one run of content, and at least one byte unless complete or refused. Call
  // again while state is `more` and input is left.
  BodyStep next(std::string_view in);
  bool complete() const { return state_ == BodyState::complete; }
  // The sender closed: complete for until_close and for a body already complete, else cut short
  // (F7).
  bool ends_at_close() const;
  // Chunked only, after completion: trailer fields as "name: value\r\n" lines, forbidden ones
  // dropped.
  std::string_view trailers() const;

 private:
  enum class At : std::uint8_t { size, extension, size_lf, data, data_cr, data_lf, trailer };
  BodyStep next_identity(std::string_view in);
  BodyStep next_chunked(std::string_view in);
  bool take_size_byte(char c);
  BodyStep take_extension(std::string_view in);
  BodyStep take_trailers(std::string_view in);
  bool take_trailer_line();
  BodyStep refuse(Violation violation);

  BodyKind kind_ = BodyKind::none;
  BodyState state_ = BodyState::complete;
  At at_ = At::size;
  Violation violation_ = Violation::none;
  std::uint64_t remaining_ = 0;
  std::uint32_t digits_ = 0;
  std::uint32_t extension_bytes_ = 0;
  std::uint32_t trailer_bytes_ = 0;
  std::uint32_t trailer_fields_ = 0;
  std::string trailers_;  // complete: with the empty line
  std::string line_;      // a trailer line in progress
};

// A bounded output area owned by the caller: going past the end is a bug of ours.
class Output {
 public:
  Output(char* begin, std::size_t capacity) : begin_(begin), capacity_(capacity) {}
  void append(std::string_view bytes);
  void clear() { size_ = 0; }
  std::size_t room() const { return capacity_ - size_; }
  // For writing in place: fill up to room() bytes at tail(), then say how many.
  char* tail() { return begin_ + size_; }
  void advance(std::size_t bytes);
  std::string_view view() const { return {begin_, size_}; }

 private:
  char* begin_;
  std::size_t capacity_;
  std::size_t size_ = 0;
};

// How the body is framed towards the receiver. content_only: no framing, the end is the close.
enum class OutFraming : std::uint8_t { same, chunked, content_only };

inline constexpr std::size_t kRelayScratchExtra = limits::kTrailerBytesMax + 64;

class BodyRelay {
 public:
  void begin(const Framing& in, OutFraming out);
  struct Step {
    std::size_t consumed = 0;  // of the input: what is left belongs to the next message
    std::string_view bytes;    // to send: a view of the input, or of `scratch`
    BodyState state = BodyState::more;
    Violation violation = Violation::none;
  };
  // Takes all of `in` that belongs to this body. `scratch` (cleared here) must have room for
  // in.size() + kRelayScratchExtra bytes. Bodies whose framing stays are passed as views, without a
  // copy; so are chunks, as long as no extension or trailer has to be taken out.
  Step next(std::string_view in, Output& scratch);
  // The sender closed. until_close towards `chunked`: yields the last chunk. `refused` without a
  // violation: the body was cut short (F7).
  Step close(Output& scratch);
  std::uint64_t content_bytes() const { return content_bytes_; }
  const BodyDecoder& decoder() const { return decoder_; }

 private:
  Step encode(std::string_view in, Output& scratch);
  void append_last_chunk(Output& scratch);

  BodyDecoder decoder_;
  OutFraming out_ = OutFraming::same;
  bool encodes_ = false;  // an identity body towards a receiver that gets chunks
  bool last_chunk_due_ = false;
  std::uint64_t content_bytes_ = 0;
};

}  // namespace meridian::http
