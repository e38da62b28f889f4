// JSON Schemas as values, in the form that OpenAPI 3.1 wants.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "service/admin/json.hpp"

namespace meridian::admin::schema {

Json text();
Json text(std::size_t bytes_max);
Json time();  // "2026-11-22T10:20:30.123Z"
Json word_of(std::initializer_list<std::string_view> words);
Json count();  // a whole number from 0
Json whole(std::int64_t from, std::int64_t to);
Json number();
Json flag();
Json ref(std::string_view name);  // of a schema in schemas()
Json list_of(Json item);
Json map_of(Json value);  // names to values
Json or_null(Json schema);
Json with(Json schema, std::string_view description);

struct Property {
  std::string_view name;  // "reason", or "reason?" where it may be missing
  Json schema;
};
// Has these properties and no others.
Json object(std::initializer_list<Property> properties);

}  // namespace meridian::admin::schema
