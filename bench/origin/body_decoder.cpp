#include "body_decoder.hpp"

#include <algorithm>
#include <charconv>

namespace meridian::origin {
namespace {

constexpr std::size_t kLineBytesMax = 4096;

bool parse_chunk_size(std::string_view line, std::uint64_t& size) {
  line = line.substr(0, line.find_first_of("; \t"));
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
  return error == std::errc{} && end == line.data() + line.size();
}

}  // namespace

void BodyDecoder::start(bool chunked, std::uint64_t content_length) {
  chunked_ = chunked;
  left_ = chunked ? 0 : content_length;
  if (chunked) {
    state_ = State::chunk_size;
  } else {
    state_ = content_length > 0 ? State::data : State::done;
  }
}

BodyDecoder::Step BodyDecoder::next(std::string_view& input, std::string_view& piece) {
  while (state_ != State::done && state_ != State::data) {
    const Step step = take_line(input);
    if (step != Step::data) return step;
  }
  return state_ == State::done ? Step::done : take_data(input, piece);
}

BodyDecoder::Step BodyDecoder::take_data(std::string_view& input, std::string_view& piece) {
  if (input.empty()) return Step::more;
  piece = input.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size())));
  input.remove_prefix(piece.size());
  left_ -= piece.size();
  if (left_ == 0) state_ = chunked_ ? State::chunk_end : State::done;
  return Step::data;
}

BodyDecoder::Step BodyDecoder::take_line(std::string_view& input) {
  const auto end = input.find('\n');
  if (end == std::string_view::npos) {
    return input.size() > kLineBytesMax ? Step::bad : Step::more;
  }
  std::string_view line = input.substr(0, end);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  const bool good = apply_line(line);
  input.remove_prefix(end + 1);
  return good ? Step::data : Step::bad;
}

bool BodyDecoder::apply_line(std::string_view line) {
  switch (state_) {
    case State::chunk_size:
      if (!parse_chunk_size(line, left_)) return false;
      state_ = left_ > 0 ? State::data : State::trailer;
      return true;
    case State::chunk_end: state_ = State::chunk_size; return line.empty();
    case State::trailer:
      if (line.empty()) state_ = State::done;
      return true;
    case State::data:
    case State::done: break;
  }
  return false;
}

}  // namespace meridian::origin
