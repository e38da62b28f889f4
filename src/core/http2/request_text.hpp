// The fields of a request on HTTP/2 as the HTTP/1.1 head that says the same, for the one codec that
// judges both versions. Nothing a field holds can end a line or begin another message (T7): what
// could is refused here, whatever the library in front of this has looked at already.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "meridian/core/http/head.hpp"

namespace meridian::http2 {

class RequestText {
 public:
  void clear();
  // In the order of arrival; pseudo-headers come first.
  void add(std::string_view name, std::string_view value);
  // All fields have come. `has_body`: DATA or trailers follow. `nonce`: another one for each
  // request.
  void finish(bool has_body, std::uint64_t nonce);

  // After finish(): the head, or why there is none.
  const std::string& text() const { return text_; }
  http::Violation violation() const { return violation_; }
  std::uint16_t status() const { return status_; }  // where violated
  // Of an extended CONNECT (RFC 8441), whose text is the handshake of HTTP/1.1: what the upstream's
  // accept must answer to; else empty.
  const std::string& websocket_key() const { return websocket_key_; }
  // The body is to be framed by chunks.
  bool chunked() const { return chunked_; }
  // As SETTINGS_MAX_HEADER_LIST_SIZE counts, of all fields, kept or not.
  std::size_t list_bytes() const { return list_bytes_; }

 private:
  void refuse(http::Violation violation, std::uint16_t status);
  void add_pseudo(std::string_view name, std::string_view value);
  void add_regular(std::string_view name, std::string_view value);
  bool asks_for_websocket() const { return method_ == "CONNECT" && protocol_ == "websocket"; }
  void begin_lines();
  void finish_websocket(std::uint64_t nonce);
  void line(std::string_view name, std::string_view value);

  std::string text_;
  std::string cookies_;
  std::string method_, path_, authority_, protocol_;
  std::string websocket_key_;
  std::size_t list_bytes_ = 0;
  http::Violation violation_ = http::Violation::none;
  std::uint16_t status_ = 0;
  bool begun_ = false;  // the request line and Host are written
  bool has_length_ = false;
  bool chunked_ = false;
};

}  // namespace meridian::http2
