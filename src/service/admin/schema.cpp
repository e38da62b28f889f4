#include "service/admin/schema.hpp"

#include <utility>

namespace meridian::admin::schema {

Json text() {
  return {{"type", "string"}};
}

Json text(std::size_t bytes_max) {
  return {{"type", "string"}, {"minLength", 1}, {"maxLength", bytes_max}};
}

Json time() {
  return {{"type", "string"}, {"format", "date-time"}};
}

Json word_of(std::initializer_list<std::string_view> words) {
  Json schema{{"type", "string"}, {"enum", Json::array()}};
  for (const std::string_view word : words) schema["enum"].push_back(word);
  return schema;
}

Json count() {
  return {{"type", "integer"}, {"minimum", 0}};
}

Json whole(std::int64_t from, std::int64_t to) {
  return {{"type", "integer"}, {"minimum", from}, {"maximum", to}};
}

Json number() {
  return {{"type", "number"}};
}

Json flag() {
  return {{"type", "boolean"}};
}

Json ref(std::string_view name) {
  return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

Json list_of(Json item) {
  return {{"type", "array"}, {"items", std::move(item)}};
}

Json map_of(Json value) {
  return {{"type", "object"}, {"additionalProperties", std::move(value)}};
}

Json or_null(Json schema) {
  return {{"anyOf", Json::array({std::move(schema), Json{{"type", "null"}}})}};
}

Json with(Json schema, std::string_view description) {
  schema["description"] = description;
  return schema;
}

Json object(std::initializer_list<Property> properties) {
  Json schema{{"type", "object"},
              {"properties", Json::object()},
              {"required", Json::array()},
              {"additionalProperties", false}};
  for (const Property& property : properties) {
    const bool optional = property.name.ends_with('?');
    const std::string name(property.name.substr(0, property.name.size() - (optional ? 1 : 0)));
    schema["properties"][name] = property.schema;
    if (!optional) schema["required"].push_back(name);
  }
  return schema;
}

}  // namespace meridian::admin::schema
