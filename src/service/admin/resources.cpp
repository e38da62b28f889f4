#include "service/admin/resources.hpp"

#include <algorithm>
#include <array>
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
#include "service/admin/status_json.hpp"

namespace meridian::admin {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::array<std::string_view, 5> kPaths{"/livez", "/readyz", "/metrics", "/v1/latency",
                                                 "/v1/status"};

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

std::optional<Reply> refuse_reading(const Request& request, std::string_view path) {
  if (std::find(kPaths.begin(), kPaths.end(), path) == kPaths.end()) {
    return problem(404, "Not Found", "there is no such resource");
  }
  if (request.method() == http::verb::get || request.method() == http::verb::head) {
    return std::nullopt;
  }
  Reply reply = problem(405, "Method Not Allowed", "this resource is read-only");
  reply.allow = "GET, HEAD";
  return reply;
}

constexpr std::string_view kBearer = "Bearer ";
// Before the answer to a wrong token, so that guessing is slow.
constexpr milliseconds kGuessPause{500};

// Everybody may know whether this edge lives: who asks has no token where it is asked by machines.
bool needs_no_token(std::string_view path) {
  return path == "/livez" || path == "/readyz";
}

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

asio::awaitable<Reply> Resources::read(std::string_view path) const {
  Reply reply;
  if (path == "/livez") {
    reply.body = "{\"live\": true}\n";
  } else if (path == "/readyz") {
    reply = readiness();
  } else if (path == "/metrics") {
    reply.content_type = "text/plain; version=0.0.4; charset=utf-8";
    reply.body = co_await in_background(sources_.metrics());
  } else if (path == "/v1/latency") {
    std::function<std::string()> render = [latency = sources_.latency()] {
      return latency_json(latency);
    };
    reply.body = co_await in_background(std::move(render));
  } else {
    std::function<std::string()> render = [status = sources_.status()] {
      return status_json(status);
    };
    reply.body = co_await in_background(std::move(render));
  }
  co_return reply;
}

asio::awaitable<Reply> Resources::answer(const Request& request, bool loopback) const {
  const std::string_view target = view_of(request.target());
  const std::string_view path = target.substr(0, target.find('?'));
  if (auto refused = refuse_host(request, loopback)) co_return std::move(*refused);
  std::variant<Caller, Reply> caller;
  if (!needs_no_token(path)) caller = identify(request, loopback);
  if (auto* refused = std::get_if<Reply>(&caller)) {
    if (refused->authenticate) {
      ++refused_tokens_;
      asio::steady_timer pause(co_await asio::this_coro::executor, kGuessPause);
      co_await pause.async_wait(asio::use_awaitable);
    }
    co_return std::move(*refused);
  }
  const auto operators = parse_operator_path(path);
  if (operators && sources_.operations.change)
    co_return co_await operators_.answer(request, *operators, std::get<Caller>(caller));
  if (auto refused = refuse_reading(request, path)) co_return std::move(*refused);
  co_return co_await read(path);
}

}  // namespace meridian::admin
