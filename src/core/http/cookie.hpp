// Cookies of a request (RFC 6265, 4.2). They are read, never written here, and pass unchanged.
#pragma once

#include <optional>
#include <string_view>

#include "meridian/core/http/field.hpp"

namespace meridian::http {

// The value of the first cookie of exactly this name, over all Cookie lines; without the quotes
// that may stand around it. What is no "name=value" is passed over. A view of the fields.
std::optional<std::string_view> find_cookie(const FieldList& fields, std::string_view name);

}  // namespace meridian::http
