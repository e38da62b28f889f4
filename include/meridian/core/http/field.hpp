// Methods and header fields as the rest of the program sees them. Views point into the buffer the
// head was parsed from and are valid as long as that buffer is.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "meridian/core/base/limits.hpp"

namespace meridian::http {

// Of the client's side of an exchange.
enum class Version : std::uint8_t { http1_0, http1_1, http2 };

enum class Method : std::uint8_t {
  other,  // a token in upper case we have no opinion on: forwarded, never retried
  get,
  head,
  post,
  put,
  delete_,
  connect,
  options,
  trace,
  patch,
};

// RFC 9110, 9.2.1 and 9.2.2.
constexpr bool is_safe(Method m) {
  return m == Method::get || m == Method::head || m == Method::options || m == Method::trace;
}
constexpr bool is_idempotent(Method m) {
  return is_safe(m) || m == Method::put || m == Method::delete_;
}

// Fields that the proxy treats in a way of its own; everything else is `other` and passes
// unchanged.
enum class FieldId : std::uint8_t {
  other,
  connection,
  content_length,
  date,
  early_data,
  expect,
  forwarded,
  host,
  keep_alive,
  max_forwards,
  proxy_authenticate,
  proxy_authorization,
  proxy_connection,
  server,
  te,
  trailer,
  transfer_encoding,
  upgrade,
  via,
  x_forwarded_for,
  x_forwarded_host,
  x_forwarded_port,
  x_forwarded_proto,
  x_request_id,
  internal,  // "meridian-*" and names the edge sets itself, also with '_': removed from clients
};

// Of a token, case-insensitive. '_' is not '-', except that a '_' spelling of a name the edge sets
// is `internal`.
FieldId field_id(std::string_view name);

struct Field {
  std::string_view name;   // as received
  std::string_view value;  // trimmed
  FieldId id = FieldId::other;
  // The parser's word that the line stands in its buffer as "name: value\r\n", so that neighbours
  // can be copied together.
  bool canonical = false;
};

// A fixed-capacity list: parsing allocates nothing.
class FieldList {
 public:
  bool push(const Field& field) {  // false when full
    if (size_ == fields_.size()) return false;
    const std::uint32_t bit = bit_of(field.id);
    if ((present_ & bit) == 0) first_[static_cast<std::size_t>(field.id)] = size_;
    repeated_ |= present_ & bit;
    present_ |= bit;
    fields_[size_++] = field;
    return true;
  }
  void clear() { size_ = present_ = repeated_ = 0; }
  bool has(FieldId id) const { return (present_ & bit_of(id)) != 0; }
  bool repeats(FieldId id) const { return (repeated_ & bit_of(id)) != 0; }
  std::size_t size() const { return size_; }
  const Field& operator[](std::size_t i) const { return fields_[i]; }
  const Field* begin() const { return fields_.data(); }
  const Field* end() const { return fields_.data() + size_; }
  std::span<const Field> span() const { return {fields_.data(), size_}; }
  const Field* find(FieldId id) const {  // the first one, or null
    return has(id) ? &fields_[first_[static_cast<std::size_t>(id)]] : nullptr;
  }

 private:
  static constexpr std::size_t kIds = static_cast<std::size_t>(FieldId::internal) + 1;
  static constexpr std::uint32_t bit_of(FieldId id) { return 1U << static_cast<unsigned>(id); }

  std::array<Field, limits::kFieldsMax> fields_;
  std::array<std::uint32_t, kIds> first_{};  // of those present: where in fields_
  std::uint32_t size_ = 0;
  std::uint32_t present_ = 0;  // one bit per FieldId
  std::uint32_t repeated_ = 0;
};

}  // namespace meridian::http
