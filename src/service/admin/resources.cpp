#include "service/admin/resources.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <string_view>
#include <utility>

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

std::optional<Reply> refuse(const Request& request, std::string_view path, bool loopback) {
  if (auto refused = refuse_host(request, loopback)) return refused;
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

}  // namespace

Resources::Resources(asio::any_io_executor background, Sources sources)
    : background_(std::move(background)), sources_(std::move(sources)) {}

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

asio::awaitable<Reply> Resources::answer(const Request& request, bool loopback) const {
  const std::string_view target = view_of(request.target());
  const std::string_view path = target.substr(0, target.find('?'));
  if (auto refused = refuse(request, path, loopback)) co_return std::move(*refused);
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

}  // namespace meridian::admin
