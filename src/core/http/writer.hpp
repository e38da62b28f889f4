// Appends head lines to an Output by memcpy. What does not fit leaves the Output as it was.
#pragma once

#include <charconv>
#include <cstring>
#include <string_view>

#include "meridian/core/http/body.hpp"

namespace meridian::http {

// `next` is the line behind `field` in the buffer they were parsed from.
inline bool is_next_line(const Field& field, const Field& next) {
  return field.canonical && next.canonical &&
         field.value.data() + field.value.size() + 2 == next.name.data();
}

class HeadWriter {
 public:
  explicit HeadWriter(Output& out) : out_(out), at_(out.tail()), end_(at_ + out.room()) {}

  [[gnu::always_inline]] void put(std::string_view text) {
    if (reserve(text.size())) copy(text);
  }
  [[gnu::always_inline]] void field(std::string_view name, std::string_view value) {
    if (!reserve(name.size() + value.size() + 4)) return;
    copy(name);
    copy(": ");
    copy(value);
    copy("\r\n");
  }
  // Lines that stand side by side in the receive buffer go over in one copy; see Field::canonical.
  void lines(const Field& first, const Field& last) {
    const char* const end = last.value.data() + last.value.size() + 2;
    put({first.name.data(), static_cast<std::size_t>(end - first.name.data())});
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
  [[gnu::always_inline]] bool reserve(std::size_t bytes) {
    fits_ = fits_ && static_cast<std::size_t>(end_ - at_) >= bytes;
    return fits_;
  }
  [[gnu::always_inline]] void copy(std::string_view text) {
    if (text.empty()) return;
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }

  Output& out_;
  char* at_;
  char* end_;
  bool fits_ = true;
};

// Writes the fields for which passes(field) holds, neighbours together.
template <class Passes>
void write_passing_fields(const FieldList& fields, HeadWriter& out, Passes passes) {
  const Field* first = nullptr;  // of the run not yet written
  const Field* last = nullptr;
  for (const Field& field : fields) {
    if (!passes(field)) continue;
    if (first != nullptr && is_next_line(*last, field)) {
      last = &field;
      continue;
    }
    if (first != nullptr) out.lines(*first, *last);
    first = last = field.canonical ? &field : nullptr;
    if (!field.canonical) out.field(field.name, field.value);
  }
  if (first != nullptr) out.lines(*first, *last);
}

}  // namespace meridian::http
