#include "meridian/core/http2/stream.hpp"

#include "core/http2/bounds.hpp"
#include "core/http2/request_text.hpp"

namespace meridian::http2 {

namespace {

void empty(std::string& text) {
  if (text.capacity() > kSpareStringBytes)
    text = {};
  else
    text.clear();
}

}  // namespace

Stream::Stream() : request_(std::make_unique<RequestText>()) {}

Stream::~Stream() = default;

const std::string& Stream::head() const {
  return request_->text();
}

const std::string& Stream::websocket_key() const {
  return request_->websocket_key();
}

http::Violation Stream::violation() const {
  return request_->violation();
}

std::uint16_t Stream::violation_status() const {
  return request_->status();
}

void Stream::reuse(std::int32_t id) {
  user = nullptr;
  id_ = id;
  request_->clear();
  for (std::string* text : {&in_, &taken_, &trailers_, &out_head_, &out_, &out_trailers_})
    empty(*text);
  in_prefix_ = out_sent_ = 0;
  head_complete_ = input_ended_ = end_told_ = false;
  head_given_ = head_submitted_ = deferred_ = full_ = false;
  ended_ = end_sent_ = forgotten_ = closed_ = own_reset_ = false;
  in_news_ = in_dirty_ = false;
}

}  // namespace meridian::http2
