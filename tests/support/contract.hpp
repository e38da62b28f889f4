// The contract of an HTTP API, an OpenAPI 3.1 document: says what of an exchange breaks it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace meridian::test {

// The first thing in `value` that the schema does not allow; empty: there is none. A keyword of the
// schema that is not known here is a fault as well, so that none goes unchecked.
std::string schema_fault(const nlohmann::json& value, const nlohmann::json& schema,
                         const nlohmann::json& document);

struct Exchange {
  std::string method;
  std::string target;  // path and query
  std::string request_body;
  int status = 0;
  std::string content_type;
  std::string body;
};

class Contract {
 public:
  Contract() = default;
  explicit Contract(nlohmann::json document) : document_(std::move(document)) {}
  // Empty: nothing is wrong. What is asked for must be right where it was answered with 2xx.
  std::string fault(const Exchange& exchange) const;

 private:
  const nlohmann::json* path_item(const std::string& path) const;
  std::string response_fault(const nlohmann::json& operation, const Exchange& exchange) const;

  nlohmann::json document_;
};

}  // namespace meridian::test
