#include "service/admin/resources.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "meridian/core/base/text.hpp"
#include "service/admin/host_rule.hpp"
#include "service/admin/latency_json.hpp"
#include "service/admin/openapi.hpp"
#include "service/admin/status_json.hpp"

namespace meridian::admin {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

std::string_view view_of(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

// RFC 9112, 3.2: exactly one Host in HTTP/1.1.
std::optional<Reply> refuse_host(const Request& request, bool loopback) {
  const auto count = request.count(http::field::host);
  if (count > 1 || (count == 0 && request.version() >= 11)) {
    return problem(400, "Bad Request", "exactly one Host field is needed");
  }
  if (!loopback || count == 0 || is_local_host(view_of(request[http::field::host]))) {
    return std::nullopt;
  }
  return problem(421, "Misdirected Request",
                 "a listener on loopback is reached by address or as localhost");
}

Reply refuse_path(const std::variant<Found, WrongMethod, UnknownPath>& found) {
  const auto* wrong = std::get_if<WrongMethod>(&found);
  if (wrong == nullptr) return problem(404, "Not Found", "there is no such resource");
  Reply reply = problem(405, "Method Not Allowed", "this resource takes " + wrong->allowed);
  reply.allow = wrong->allowed;
  return reply;
}

std::optional<Reply> refuse_caller(const Caller& caller, Access needed) {
  if (needed == Access::open || may(caller.role, needed)) return std::nullopt;
  return rule_broken(
      403, caller.name + " may not do this: it needs the role " + std::string(to_string(needed)),
      {"role"});
}

// A page of another origin can send no such request without being asked about it first.
std::optional<Reply> refuse_content(const Request& request, const Endpoint& endpoint) {
  const auto type = view_of(request[http::field::content_type]);
  if (endpoint.body.empty() || type.substr(0, type.find(';')) == "application/json")
    return std::nullopt;
  return rule_broken(415, "send the body as `Content-Type: application/json`", {"content_type"});
}

Reply refuse_query(const Endpoint& endpoint) {
  std::string known;
  for (const std::string_view name : parameters_of(endpoint))
    known.append(known.empty() ? "" : ", ").append(name);
  return rule_broken(400,
                     known.empty() ? "this resource takes no parameters"
                                   : "this resource takes these parameters, once each: " + known,
                     {"query"});
}

constexpr std::string_view kBearer = "Bearer ";
// Before the answer to a wrong token, so that guessing is slow.
constexpr milliseconds kGuessPause{500};

}  // namespace

Resources::Resources(asio::any_io_executor background, Sources sources)
    : background_(std::move(background)),
      sources_(std::move(sources)),
      operators_(sources_.operations) {}

asio::awaitable<std::string> Resources::in_background(std::function<std::string()> job) const {
  const auto run = [](std::function<std::string()> work) -> asio::awaitable<std::string> {
    co_return work();
  };
  co_return co_await asio::co_spawn(background_, run(std::move(job)), asio::use_awaitable);
}

Reply Resources::readiness() const {
  const auto missing = missing_of(sources_.readiness());
  return {.status = missing.empty() ? 200U : 503U, .body = readiness_json(missing)};
}

std::variant<Caller, Reply> Resources::identify(const Request& request, bool loopback) const {
  const auto credentials = sources_.credentials ? sources_.credentials() : nullptr;
  if (credentials == nullptr || credentials->empty()) {
    if (loopback) return Caller{"loopback", config::AdminRole::admin};
    return rule_broken(403, "without `admin.tokens` the API is for loopback only", {"loopback"});
  }
  const auto field = view_of(request[http::field::authorization]);
  const std::string_view scheme = field.substr(0, std::min(field.size(), kBearer.size()));
  if (equals_ignoring_case(scheme, kBearer))
    if (auto caller = credentials->find(field.substr(kBearer.size()))) return std::move(*caller);
  Reply reply = rule_broken(401,
                            field.empty() ? "send a token: `Authorization: Bearer TOKEN`"
                                          : "this token is not among `admin.tokens`",
                            {"token"});
  reply.authenticate = true;
  return reply;
}

asio::awaitable<Reply> Resources::refuse_slowly(Reply reply) const {
  if (reply.authenticate) {
    ++refused_tokens_;
    asio::steady_timer pause(co_await asio::this_coro::executor, kGuessPause);
    co_await pause.async_wait(asio::use_awaitable);
  }
  co_return reply;
}

asio::awaitable<Reply> Resources::dispatch(const Call& call) const {
  Reply reply;
  std::function<std::string()> render;
  switch (call.path.kind) {
    case ResourceKind::livez: reply.body = "{\"live\": true}\n"; co_return reply;
    case ResourceKind::readyz: co_return readiness();
    case ResourceKind::metrics:
      reply.content_type = "text/plain; version=0.0.4; charset=utf-8";
      render = sources_.metrics();
      break;
    case ResourceKind::openapi: render = [] { return text_of(openapi_document()); }; break;
    case ResourceKind::latency:
      render = [latency = sources_.latency()] { return latency_json(latency); };
      break;
    case ResourceKind::status:
      render = [status = sources_.status()] { return status_json(status); };
      break;
    case ResourceKind::edges:
    case ResourceKind::regions:
    case ResourceKind::region_state:
    case ResourceKind::service:
    case ResourceKind::weights:
    case ResourceKind::upstream_state:
    case ResourceKind::primary:
    case ResourceKind::overrides:
    case ResourceKind::reset:
    case ResourceKind::changes:
    case ResourceKind::override_:
    case ResourceKind::conflicts:
    case ResourceKind::adopt: co_return co_await operators_.answer(call);
  }
  reply.body = co_await in_background(std::move(render));
  co_return reply;
}

asio::awaitable<Reply> Resources::answer(const Request& request, bool loopback) const {
  const std::string_view target = view_of(request.target());
  const std::string_view path = target.substr(0, target.find('?'));
  if (auto refused = refuse_host(request, loopback)) co_return std::move(*refused);
  auto found = find_endpoint(view_of(request.method_string()), path);
  auto* one = std::get_if<Found>(&found);
  std::variant<Caller, Reply> caller;
  if (one == nullptr || one->endpoint->access != Access::open) caller = identify(request, loopback);
  if (auto* refused = std::get_if<Reply>(&caller))
    co_return co_await refuse_slowly(std::move(*refused));
  if (one == nullptr) co_return refuse_path(found);
  Call call{request, *one->endpoint, std::move(one->path), {}, std::get<Caller>(std::move(caller))};
  if (auto refused = refuse_caller(call.caller, call.endpoint.access))
    co_return std::move(*refused);
  auto query = parse_query(target.substr(std::min(path.size() + 1, target.size())),
                           parameters_of(call.endpoint));
  if (!query && path.starts_with("/v1/")) co_return refuse_query(call.endpoint);
  if (query) call.query = std::move(*query);
  if (auto refused = refuse_content(request, call.endpoint)) co_return std::move(*refused);
  co_return co_await dispatch(call);
}

}  // namespace meridian::admin
