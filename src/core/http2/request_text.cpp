#include "core/http2/request_text.hpp"

#include "core/http2/bounds.hpp"
#include "core/http2/websocket_key.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::http2 {

namespace {

constexpr std::string_view kBlank{" \t\r\n\0", 5};
constexpr std::string_view kLineEnds{"\r\n\0", 3};

bool is_one_word(std::string_view text) {
  return !text.empty() && text.find_first_of(kBlank) == text.npos;
}

bool is_name(std::string_view name) {
  return is_one_word(name) && name.find(':') == name.npos;
}

bool announces_body(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

}  // namespace

void RequestText::clear() {
  text_.clear();
  cookies_.clear();
  method_.clear();
  path_.clear();
  authority_.clear();
  protocol_.clear();
  websocket_key_.clear();
  list_bytes_ = 0;
  violation_ = http::Violation::none;
  status_ = 0;
  begun_ = has_length_ = chunked_ = false;
}

void RequestText::refuse(http::Violation violation, std::uint16_t status) {
  if (violation_ != http::Violation::none) return;
  violation_ = violation;
  status_ = status;
}

void RequestText::add(std::string_view name, std::string_view value) {
  list_bytes_ += name.size() + value.size() + kFieldOverhead;
  if (list_bytes_ > kHeaderListBytesMax) return refuse(http::Violation::head_too_large, 431);
  if (!name.empty() && name.front() == ':') return add_pseudo(name, value);
  add_regular(name, value);
}

void RequestText::add_pseudo(std::string_view name, std::string_view value) {
  if (begun_ || !is_one_word(value)) return refuse(http::Violation::request_line, 400);
  if (name == ":method") {
    method_.assign(value);
  } else if (name == ":path") {
    path_.assign(value);
  } else if (name == ":authority") {
    authority_.assign(value);
  } else if (name == ":protocol") {
    protocol_.assign(value);
    if (value != "websocket") refuse(http::Violation::method_not_allowed, 501);
  } else if (name == ":scheme") {
    if (value != "http" && value != "https") refuse(http::Violation::target, 400);
  } else {
    refuse(http::Violation::request_line, 400);
  }
}

void RequestText::begin_lines() {
  if (begun_) return;
  begun_ = true;
  const bool websocket = asks_for_websocket();
  // Any other CONNECT has no path: its target is the authority (RFC 9113, 8.5).
  const bool bare = method_ == "CONNECT" && !websocket;
  text_.append(websocket ? "GET" : method_).append(" ").append(bare ? authority_ : path_);
  text_.append(" HTTP/1.1\r\n");
  if (!authority_.empty()) line("host", authority_);
}

void RequestText::line(std::string_view name, std::string_view value) {
  text_.append(name).append(": ").append(value).append("\r\n");
}

void RequestText::add_regular(std::string_view name, std::string_view value) {
  begin_lines();
  if (!is_name(name)) return refuse(http::Violation::field_name, 400);
  if (value.find_first_of(kLineEnds) != value.npos)
    return refuse(http::Violation::field_value, 400);
  if (name == "cookie") {  // H12
    if (!cookies_.empty()) cookies_.append("; ");
    cookies_.append(value);
    return;
  }
  if (name == "host" && !authority_.empty()) {  // H4
    if (!equals_ignoring_case(value, authority_)) refuse(http::Violation::host, 400);
    return;
  }
  if (name == "sec-websocket-key" && asks_for_websocket()) return;  // there is one of our own
  if (name == "transfer-encoding") return refuse(http::Violation::transfer_encoding, 400);
  has_length_ = has_length_ || name == "content-length";
  line(name, value);
}

void RequestText::finish(bool has_body, std::uint64_t nonce) {
  begin_lines();
  if (!cookies_.empty()) line("cookie", cookies_);
  if (asks_for_websocket()) return finish_websocket(nonce);
  chunked_ = has_body && !has_length_;
  if (chunked_) line("transfer-encoding", "chunked");
  // What is empty is said to be, where servers ask for it (RFC 9110, 8.6).
  if (!has_body && !has_length_ && announces_body(method_)) line("content-length", "0");
  text_.append("\r\n");
}

// What follows is no body: it passes once the upstream has agreed.
void RequestText::finish_websocket(std::uint64_t nonce) {
  if (has_length_) refuse(http::Violation::content_length, 400);
  websocket_key_ = http2::websocket_key(nonce);
  line("connection", "upgrade");
  line("upgrade", "websocket");
  line("sec-websocket-key", websocket_key_);
  text_.append("\r\n");
}

}  // namespace meridian::http2
