#include "response_reader.hpp"

#include "meridian/core/base/text.hpp"

namespace meridian::load {
namespace {

constexpr std::size_t kHeadBytesMax = 48 * 1024;

}  // namespace

void ResponseReader::start() {
  in_body_ = false;
  response_ = {};
}

ResponseReader::Step ResponseReader::next(std::string_view& input, std::string_view& piece) {
  using Body = origin::BodyDecoder::Step;
  if (in_body_) {
    switch (decoder_.next(input, piece)) {
      case Body::data: return Step::body;
      case Body::more: return Step::more;
      case Body::done: return Step::done;
      case Body::bad: return Step::bad;
    }
  }
  const auto end = input.find("\r\n\r\n");
  if (end == std::string_view::npos) return input.size() > kHeadBytesMax ? Step::bad : Step::more;
  const bool good = parse_head(input.substr(0, end + 2));
  input.remove_prefix(end + 4);
  if (!good) return Step::bad;
  if (response_.status == 100) return next(input, piece);
  in_body_ = true;
  decoder_.start(response_.chunked, response_.content_length);
  return Step::head;
}

bool ResponseReader::parse_head(std::string_view head) {
  if (!head.starts_with("HTTP/1.1 ") || head.size() < 14) return false;
  const auto status = parse_decimal(head.substr(9, 3));
  if (!status) return false;
  response_.status = static_cast<int>(*status);
  head.remove_prefix(head.find("\r\n") + 2);
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return false;
    if (!apply_field(line.substr(0, colon), trim(line.substr(colon + 1)))) return false;
    head.remove_prefix(end + 2);
  }
  return true;
}

bool ResponseReader::apply_field(std::string_view name, std::string_view value) {
  if (equals_ignoring_case(name, "content-length")) {
    const auto length = parse_decimal(value);
    if (!length) return false;
    response_.content_length = *length;
    response_.has_length = true;
  } else if (equals_ignoring_case(name, "transfer-encoding")) {
    response_.chunked = equals_ignoring_case(value, "chunked");
  } else if (equals_ignoring_case(name, "connection")) {
    response_.closes = equals_ignoring_case(value, "close");
  } else if (equals_ignoring_case(name, "x-region")) {
    response_.region = value;
  }
  return true;
}

}  // namespace meridian::load
