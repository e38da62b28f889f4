#include "service/admin/reply.hpp"

#include "service/admin/json.hpp"

namespace meridian::admin {

Reply problem(unsigned status, std::string_view title, std::string_view detail) {
  const Json document{
      {"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", detail}};
  return {.status = status, .content_type = "application/problem+json", .body = text_of(document)};
}

}  // namespace meridian::admin
