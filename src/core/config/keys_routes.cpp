#include "core/config/keys.hpp"

#include "core/config/addresses.hpp"
#include "core/config/http_values.hpp"
#include "core/config/rates.hpp"
#include "core/config/scalars.hpp"

namespace meridian::config {
namespace {

constexpr std::size_t kAnswerBytesMax = 64 * 1024;

// A final status: 1xx are not answers.
const Integer<std::uint16_t> kStatus{{200, 599}};

Section<Answer> answer_section(std::string_view status) {
  return {
      key("status", &Answer::status, kStatus, status, "status of the answer"),
      key("body", &Answer::body, Text{"text", kAnswerBytesMax, true}, "\"\"", "body of the answer"),
      key("content_type", &Answer::content_type, FieldText{}, "text/plain; charset=utf-8",
          "what the body is"),
  };
}

struct RedirectStatus {
  using Value = std::uint16_t;
  std::string describe() const { return describe_words(words()); }
  static Words words() { return {"301", "302", "303", "307", "308"}; }
  bool read(const Cursor& cursor, Value& value) const {
    std::size_t index = 0;
    if (!read_word(cursor, words(), index)) return false;
    constexpr std::uint16_t kStatuses[] = {301, 302, 303, 307, 308};
    value = kStatuses[index];
    return true;
  }
};

const Section<Canary>& canary_section() {
  static const Section<Canary> section{
      key("service", &Canary::service, Name{"service name"}, kRequired, "who answers instead"),
      key("percent", &Canary::percent, Integer<std::uint32_t>{{0, 100, "%"}}, "0%",
          "share of the clients; each of them always or never"),
      key("header", &Canary::headers, HeaderMatches{}, kUnset,
          "and requests with all of these, whoever sends them"),
  };
  return section;
}

const Section<Redirect>& redirect_section() {
  static const Section<Redirect> section{
      key("status", &Redirect::status, RedirectStatus{}, "308", "status of the redirect"),
      key("scheme", &Redirect::scheme, Word{{"https", "http"}}, kUnset, "none: unchanged"),
      key("host", &Redirect::host, Authority{}, kUnset, "none: unchanged"),
      key("path", &Redirect::path, UrlPath{true}, kUnset, "none: unchanged"),
  };
  return section;
}

}  // namespace

const Section<Answer>& fence_answer_section() {
  static const Section<Answer> section = answer_section("451");
  return section;
}

const Section<Answer>& route_answer_section() {
  static const Section<Answer> section = answer_section("200");
  return section;
}

const Section<Route>& route_section() {
  static const Section<Route> section{
      key("name", &Route::name, Name{}, kUnset, "name in logs and metrics; none: route-1, -2, ..."),
      key("hosts", &Route::hosts, ListOf<HostName>{{true}, 256}, "[*]",
          "exact names, `*.example.com`, or `*` for every host"),
      key("path_prefix", &Route::path_prefix, UrlPath{}, "/",
          "begin of the path, compared by whole segments"),
      key("methods", &Route::methods, ListOf<Method>{{}, 32}, kUnset, "none: every method"),
      key("headers", &Route::headers, HeaderMatches{}, kUnset, "all of them must match"),
      key("rate_limit", &Route::rate_limit, RateLimit{}, kUnset,
          "requests of all clients together; beyond it 429"),
      key("service", &Route::service, Name{"service name"}, kUnset, "who answers"),
      key("canary", &Route::canary, SectionOf<Canary>{canary_section}, kUnset,
          "another service for some of the requests"),
      key("redirect", &Route::redirect, SectionOf<Redirect>{redirect_section}, kUnset,
          "or: where to go instead"),
      key("respond", &Route::respond, SectionOf<Answer>{route_answer_section}, kUnset,
          "or: a fixed answer"),
  };
  return section;
}

}  // namespace meridian::config
