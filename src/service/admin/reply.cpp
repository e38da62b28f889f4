#include "service/admin/reply.hpp"

#include "service/admin/json.hpp"

namespace meridian::admin {

namespace {

std::string_view title_of(unsigned status) {
  switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    default: return "Service Unavailable";
  }
}

}  // namespace

Reply problem(unsigned status, std::string_view title, std::string_view detail) {
  const Json document{
      {"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", detail}};
  return {.status = status, .content_type = "application/problem+json", .body = text_of(document)};
}

Reply rule_broken(unsigned status, std::string_view detail, const Violation& violation) {
  Json document{{"type", "about:blank"},
                {"title", title_of(status)},
                {"status", status},
                {"detail", detail},
                {"rule", violation.rule}};
  if (!violation.field.empty()) document["field"] = violation.field;
  return {.status = status, .content_type = "application/problem+json", .body = text_of(document)};
}

}  // namespace meridian::admin
