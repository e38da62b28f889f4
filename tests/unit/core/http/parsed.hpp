// Heads for tests, together with the bytes their views point into.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "meridian/core/http/admission.hpp"
#include "meridian/core/http/head.hpp"

namespace meridian::http {

struct ParsedRequest {
  explicit ParsedRequest(std::string text, std::size_t max = limits::kHeadBytesMax)
      : bytes(std::move(text)), result(parse_request_head(bytes, max, head)) {}
  ParsedRequest(const ParsedRequest&) = delete;

  std::string bytes;
  RequestHead head;
  HeadResult result;
};

struct ParsedResponse {
  explicit ParsedResponse(std::string text, std::size_t max = limits::kHeadBytesMax)
      : bytes(std::move(text)), result(parse_response_head(bytes, max, head)) {}
  ParsedResponse(const ParsedResponse&) = delete;

  std::string bytes;
  ResponseHead head;
  HeadResult result;
};

// "GET / HTTP/1.1" with Host and these further lines.
inline std::string get_with(const std::string& lines) {
  return "GET / HTTP/1.1\r\nHost: a.example\r\n" + lines + "\r\n";
}
inline std::string ok_with(const std::string& lines) {
  return "HTTP/1.1 200 OK\r\n" + lines + "\r\n";
}

inline std::string value_of(const FieldList& fields, std::string_view name) {
  for (const Field& field : fields)
    if (field.name == name) return std::string(field.value);
  return "(absent)";
}
inline int count_of(const FieldList& fields, FieldId id) {
  int count = 0;
  for (const Field& field : fields) count += field.id == id ? 1 : 0;
  return count;
}

}  // namespace meridian::http
