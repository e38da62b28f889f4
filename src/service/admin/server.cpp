#include "meridian/service/admin/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <list>
#include <utility>

#include "meridian/core/base/limits.hpp"
#include "service/admin/session.hpp"

namespace meridian::admin {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
// After a failed accept (no descriptors left), so that the loop does not spin.
constexpr milliseconds kAcceptPause{100};

tcp::endpoint to_asio(const IpEndpoint& endpoint) {
  if (endpoint.address.is_v4()) {
    return {asio::ip::address_v4(endpoint.address.v4_bits()), endpoint.port};
  }
  return {asio::ip::address_v6(endpoint.address.bytes()), endpoint.port};
}

Error cannot_bind(const IpEndpoint& endpoint, const error_code& error) {
  const std::string at = endpoint.address.to_string() + " port " + std::to_string(endpoint.port);
  return {
      .code = error == asio::error::address_in_use ? ErrorCode::unavailable : ErrorCode::refused,
      .source = ErrorSource::system,
      .retryable = true,
      .context = "admin: cannot listen on " + at + ": " + error.message()};
}

Error too_many_binds() {
  return {.code = ErrorCode::limit,
          .source = ErrorSource::file,
          .retryable = false,
          .context = "admin.bind: more than " + std::to_string(limits::kAdminBindsMax) +
                     " addresses; leave some out"};
}

// A coroutine of ours throws nothing that we expect.
void rethrow(std::exception_ptr bug) {
  if (bug) std::rethrow_exception(bug);
}

}  // namespace

struct Server::Body : std::enable_shared_from_this<Body> {
  Body(asio::io_context& context, asio::any_io_executor background, Sources sources)
      : io(context),
        resources(std::make_shared<Resources>(std::move(background), std::move(sources))) {}

  Result<void> listen(const IpEndpoint& endpoint, Ports ports);
  asio::awaitable<void> accept(std::shared_ptr<Body> self, tcp::acceptor& acceptor);
  void begin(tcp::socket socket);
  void stop();

  asio::io_context& io;
  std::shared_ptr<const Resources> resources;
  std::list<tcp::acceptor> acceptors;
  std::vector<IpEndpoint> bound;
  std::list<std::shared_ptr<Session>> sessions;
  bool stopped = false;
};

Result<void> Server::Body::listen(const IpEndpoint& endpoint, Ports ports) {
  tcp::acceptor acceptor(io);
  const tcp::endpoint wanted = to_asio(endpoint);
  error_code error;
  acceptor.open(wanted.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && ports == Ports::shared) acceptor.set_option(ReusePort(true), error);
  if (!error && wanted.protocol() == tcp::v6()) {
    acceptor.set_option(boost::asio::ip::v6_only(true), error);
  }
  if (!error) acceptor.bind(wanted, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return cannot_bind(endpoint, error);
  bound.push_back({endpoint.address, acceptor.local_endpoint(error).port()});
  acceptors.push_back(std::move(acceptor));
  return {};
}

// `self` keeps the acceptor alive while this waits for it.
asio::awaitable<void> Server::Body::accept([[maybe_unused]] std::shared_ptr<Body> self,
                                           tcp::acceptor& acceptor) {
  asio::steady_timer pause(io);
  while (!stopped) {
    auto [error, socket] = co_await acceptor.async_accept(kTuple);
    if (stopped) co_return;
    if (error) {
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(kTuple);
    } else if (sessions.size() < limits::kAdminConnectionsMax) {
      begin(std::move(socket));
    }  // else: closed at once
  }
}

void Server::Body::begin(tcp::socket socket) {
  const auto at =
      sessions.insert(sessions.end(), std::make_shared<Session>(std::move(socket), resources));
  asio::co_spawn(io, (*at)->run(), [self = shared_from_this(), at](std::exception_ptr bug) {
    self->sessions.erase(at);
    rethrow(bug);
  });
}

void Server::Body::stop() {
  stopped = true;
  error_code ignored;
  for (tcp::acceptor& acceptor : acceptors) acceptor.close(ignored);
  for (const auto& session : sessions) session->close();
  resources->events()->wake();
}

Server::Server(std::shared_ptr<Body> body) : body_(std::move(body)) {}

Result<std::unique_ptr<Server>> Server::start(asio::io_context& io,
                                              asio::any_io_executor background,
                                              const std::vector<IpEndpoint>& bind, Ports ports,
                                              Sources sources) {
  if (bind.size() > limits::kAdminBindsMax) return too_many_binds();
  auto body = std::make_shared<Body>(io, std::move(background), std::move(sources));
  for (const IpEndpoint& endpoint : bind) {
    if (auto listening = body->listen(endpoint, ports); !listening) return listening.error();
  }
  for (tcp::acceptor& acceptor : body->acceptors) {
    asio::co_spawn(io, body->accept(body, acceptor), rethrow);
  }
  return std::make_unique<Server>(std::move(body));
}

Server::~Server() {
  body_->stop();
}

const std::vector<IpEndpoint>& Server::bound() const {
  return body_->bound;
}

void Server::share_ports(bool shared) {
  error_code ignored;
  for (tcp::acceptor& acceptor : body_->acceptors) acceptor.set_option(ReusePort(shared), ignored);
}

std::uint64_t Server::refused_tokens() const {
  return body_->resources->refused_tokens();
}

}  // namespace meridian::admin
