// Appends head lines to an Output by memcpy. What does not fit leaves the Output as it was.
#pragma once

#include <charconv>
#include <cstring>
#include <string_view>

#include "meridian/core/http/body.hpp"

namespace meridian::http {

class HeadWriter {
 public:
  explicit HeadWriter(Output& out) : out_(out), at_(out.tail()), end_(at_ + out.room()) {}

  void put(std::string_view text) {
    if (reserve(text.size())) copy(text);
  }
  void field(std::string_view name, std::string_view value) {
    if (!reserve(name.size() + value.size() + 4)) return;
    copy(name);
    copy(": ");
    copy(value);
    copy("\r\n");
  }
  void number(std::uint64_t value) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, value);
    put({digits, static_cast<std::size_t>(end.ptr - digits)});
  }
  void number_field(std::string_view name, std::uint64_t value) {
    put(name);
    put(": ");
    number(value);
    put("\r\n");
  }
  // Makes it part of the Output. False: something did not fit.
  bool finish() {
    if (!fits_) return false;
    out_.advance(static_cast<std::size_t>(at_ - out_.tail()));
    return true;
  }

 private:
  bool reserve(std::size_t bytes) {
    fits_ = fits_ && static_cast<std::size_t>(end_ - at_) >= bytes;
    return fits_;
  }
  void copy(std::string_view text) {
    if (text.empty()) return;
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }

  Output& out_;
  char* at_;
  char* end_;
  bool fits_ = true;
};

}  // namespace meridian::http
