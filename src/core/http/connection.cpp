#include "core/http/connection.hpp"

#include "core/http/words.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::http {

ConnectionOptions connection_options(const FieldList& fields) {
  ConnectionOptions options;
  std::size_t count = 0;
  for_each_list_value(fields, FieldId::connection, [&](std::string_view token) {
    ++count;
    if (is_word(token, "close")) {
      options.close = true;
    } else if (is_word(token, "keep-alive")) {
      options.keep_alive = true;
    } else {
      options.names_fields = true;
      options.upgrade = options.upgrade || is_word(token, "upgrade");
    }
  });
  options.too_many = count > limits::kConnectionOptionsMax;
  return options;
}

bool names_websocket(const FieldList& fields) {
  if (!fields.has(FieldId::upgrade) || !connection_options(fields).upgrade) return false;
  bool named = false;
  for_each_list_value(fields, FieldId::upgrade, [&](std::string_view token) {
    named = named || equals_ignoring_case(token, "websocket");
  });
  return named;
}

bool is_persistent(int minor_version, const ConnectionOptions& options) {
  return !options.close && (minor_version >= 1 || options.keep_alive);
}

bool is_listed(const FieldList& fields, const Field& field) {
  if (field.id != FieldId::other) return false;
  bool listed = false;
  for_each_list_value(fields, FieldId::connection, [&](std::string_view token) {
    listed = listed || equals_ignoring_case(token, field.name);
  });
  return listed;
}

}  // namespace meridian::http
