#include "tests/support/contract.hpp"

#include <algorithm>
#include <cctype>
#include <mutex>
#include <regex>
#include <set>
#include <string_view>

namespace meridian::test {

namespace {

// One at a time: compiling a pattern writes to the character table that the locale's users share.
bool is_match(const std::string& text, const std::string& pattern) {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  return std::regex_search(text, std::regex(pattern));
}

using nlohmann::json;

const std::set<std::string> kKnown{
    "$ref",     "type",  "enum",    "anyOf",   "properties", "required",  "additionalProperties",
    "minimum",  "items", "maximum", "pattern", "minLength",  "maxLength", "description",
    "maxItems", "format"};

class Check {
 public:
  Check(const json& schema, const json& document) : schema_(schema), document_(document) {}

  std::string of(const json& value, const std::string& at) const {
    for (const auto& [keyword, ignored] : schema_.items())
      if (!kKnown.contains(keyword)) return at + ": the schema has the keyword " + keyword;
    if (schema_.contains("$ref")) return referred().of(value, at);
    if (schema_.contains("anyOf")) return any_of(value, at);
    if (!type_fits(value)) return at + " is no " + schema_["type"].dump() + ": " + value.dump();
    if (schema_.contains("enum") && !one_of(schema_["enum"], value))
      return at + " is not among " + schema_["enum"].dump() + ": " + value.dump();
    if (value.is_number()) return number(value, at);
    if (value.is_string()) return text(value.get<std::string>(), at);
    if (value.is_array()) return items(value, at);
    return value.is_object() ? object(value, at) : "";
  }

 private:
  static bool one_of(const json& list, const json& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  }
  Check referred() const {
    const auto pointer = schema_["$ref"].get<std::string>().substr(1);
    return {document_.at(json::json_pointer(pointer)), document_};
  }
  std::string any_of(const json& value, const std::string& at) const {
    std::string faults;
    for (const json& one : schema_["anyOf"]) {
      const std::string fault = Check(one, document_).of(value, at);
      if (fault.empty()) return "";
      faults += "(" + fault + ")";
    }
    return faults;
  }
  bool type_fits(const json& value) const {
    if (!schema_.contains("type")) return true;
    const json& type = schema_["type"];
    const auto is = [&value](const std::string& name) {
      if (name == "integer") return value.is_number_integer();
      if (name == "number") return value.is_number();
      return name == value.type_name();
    };
    if (type.is_string()) return is(type.get<std::string>());
    return std::any_of(type.begin(), type.end(), is);
  }
  std::string number(const json& value, const std::string& at) const {
    const double number = value.get<double>();
    if (schema_.contains("minimum") && number < schema_["minimum"].get<double>())
      return at + " is too small";
    if (schema_.contains("maximum") && number > schema_["maximum"].get<double>())
      return at + " is too large";
    return "";
  }
  std::string text(const std::string& value, const std::string& at) const {
    if (schema_.contains("minLength") && value.size() < schema_["minLength"].get<std::size_t>())
      return at + " is too short";
    if (schema_.contains("maxLength") && value.size() > schema_["maxLength"].get<std::size_t>())
      return at + " is too long";
    std::string pattern = schema_.value("pattern", "");
    if (schema_.value("format", "") == "date-time")
      pattern = R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$)";
    if (!pattern.empty() && !is_match(value, pattern))
      return at + " does not match " + pattern + ": " + value;
    return "";
  }
  std::string items(const json& value, const std::string& at) const {
    if (schema_.contains("maxItems") && value.size() > schema_["maxItems"].get<std::size_t>())
      return at + " has too many items";
    if (!schema_.contains("items")) return "";
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string fault =
          Check(schema_["items"], document_).of(value[i], at + "[" + std::to_string(i) + "]");
      if (!fault.empty()) return fault;
    }
    return "";
  }
  std::string object(const json& value, const std::string& at) const {
    for (const json& name : schema_.value("required", json::array()))
      if (!value.contains(name.get<std::string>()))
        return at + "." + name.get<std::string>() + " is missing";
    const json properties = schema_.value("properties", json::object());
    for (const auto& [name, field] : value.items()) {
      std::string fault;
      if (properties.contains(name))
        fault = Check(properties[name], document_).of(field, at + "." + name);
      else
        fault = further(field, at + "." + name);
      if (!fault.empty()) return fault;
    }
    return "";
  }
  std::string further(const json& field, const std::string& at) const {
    const json rule = schema_.value("additionalProperties", json(true));
    if (rule.is_object()) return Check(rule, document_).of(field, at);
    return rule == json(true) ? "" : at + " is not in the schema";
  }

  const json& schema_;
  const json& document_;
};

std::string_view take_segment(std::string_view& path) {
  const std::size_t end = std::min(path.find('/', 1), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

// "/v1/services/{service}/weights": what stands in braces is any one segment.
bool is_path_of(std::string_view path, std::string_view pattern) {
  while (!path.empty() && !pattern.empty()) {
    const std::string_view segment = take_segment(path);
    const std::string_view wanted = take_segment(pattern);
    if (wanted.starts_with("/{") ? segment.size() < 2 : segment != wanted) return false;
  }
  return path.empty() && pattern.empty();
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string media_type(const std::string& content_type) {
  return content_type.substr(0, content_type.find(';'));
}

json parsed(const std::string& media, const std::string& body) {
  if (media.ends_with("json")) return json::parse(body, nullptr, false);
  return body;
}

}  // namespace

std::string schema_fault(const json& value, const json& schema, const json& document) {
  return Check(schema, document).of(value, "$");
}

// The one that names the most of it: of `/a/reset` and `/a/{id}` the first.
const json* Contract::path_item(const std::string& path) const {
  if (document_["paths"].contains(path)) return &document_["paths"][path];
  for (const auto& [pattern, item] : document_["paths"].items())
    if (is_path_of(path, pattern)) return &item;
  return nullptr;
}

std::string Contract::response_fault(const json& operation, const Exchange& exchange) const {
  const std::string status = std::to_string(exchange.status);
  if (!operation["responses"].contains(status)) return status + " is not among the responses";
  const json& content = operation["responses"][status]["content"];
  const std::string media = media_type(exchange.content_type);
  if (!content.contains(media)) return status + " is not sent as " + media;
  if (exchange.method == "HEAD" || media == "text/event-stream") return "";
  return schema_fault(parsed(media, exchange.body), content[media]["schema"], document_);
}

std::string Contract::fault(const Exchange& exchange) const {
  const json* item = path_item(exchange.target.substr(0, exchange.target.find('?')));
  // Before any resource: who asks, and in which form.
  const int status = exchange.status;
  if (item == nullptr)
    return status == 404 || status == 401 || status == 403 ? "" : "the path is not in the document";
  const std::string method = exchange.method == "HEAD" ? "get" : lower(exchange.method);
  if (!item->contains(method))
    return status == 405 || status == 401 || status == 403 ? ""
                                                           : "the method is not in the document";
  const json& operation = (*item)[method];
  std::string fault = response_fault(operation, exchange);
  if (!fault.empty() || status >= 300 || !operation.contains("requestBody")) return fault;
  fault =
      schema_fault(parsed("json", exchange.request_body),
                   operation["requestBody"]["content"]["application/json"]["schema"], document_);
  return fault.empty() ? "" : "accepted, yet in the request " + fault;
}

}  // namespace meridian::test
