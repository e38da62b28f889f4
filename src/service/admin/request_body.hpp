// JSON bodies that are no changes of overrides.
#pragma once

#include <initializer_list>
#include <string_view>
#include <variant>

#include "service/admin/json.hpp"
#include "service/admin/reply.hpp"

namespace meridian::admin {

// An object that has no fields but these, and of `required` all, each of them text; the others are
// looked at by the caller. `reason` is one line, as for overrides.
std::variant<Json, Reply> read_body(std::string_view body,
                                    std::initializer_list<std::string_view> known,
                                    std::initializer_list<std::string_view> required);

}  // namespace meridian::admin
