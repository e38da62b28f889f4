#include "io/probe/probe.hpp"

#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <chrono>
#include <string>
#include <utility>

#include "io/probe/probe_outcome.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/proxy_protocol/header.hpp"

namespace meridian::probe {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using health::ProbeOutcome;
using Outcome = std::optional<ProbeOutcome>;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

std::vector<tcp::endpoint> endpoints_of(const std::vector<IpAddress>& addresses,
                                        std::uint16_t port) {
  std::vector<tcp::endpoint> endpoints;
  for (const IpAddress& address : addresses) {
    if (address.is_v4()) {
      endpoints.emplace_back(asio::ip::address_v4(address.v4_bits()), port);
    } else {
      endpoints.emplace_back(asio::ip::address_v6(address.bytes()), port);
    }
  }
  return endpoints;
}

http::request<http::empty_body> request_for(const ProbeTarget& target) {
  http::request<http::empty_body> request(http::verb::get, target.check.path, 11);
  request.set(http::field::host, target.authority);
  request.set(http::field::user_agent, "meridian-health-check");
  request.set(http::field::accept, "*/*");
  for (const config::HeaderMatch& header : target.check.headers)
    request.set(header.name, header.value);
  request.set(http::field::connection, "close");
  return request;
}

using Parser = http::response_parser<http::buffer_body>;

// Reads the body away, so that "complete" is known, but no more of it than the limit; its first
// kProbeBodyMatchBytes stay in `beginning`.
template <class Stream>
asio::awaitable<Outcome> read_body(Stream& stream, beast::flat_buffer& buffer, Parser& parser,
                                   std::string& beginning) {
  std::array<char, 4096> chunk;
  std::size_t taken = 0;
  while (!parser.is_done() && taken < limits::kProbeBodyBytesMax) {
    parser.get().body().data = chunk.data();
    parser.get().body().size = chunk.size();
    const auto [error, bytes] = co_await http::async_read_some(stream, buffer, parser, kTuple);
    const std::size_t got = chunk.size() - parser.get().body().size;
    beginning.append(chunk.data(), std::min(got, limits::kProbeBodyMatchBytes - beginning.size()));
    taken += bytes;
    if (!error || error == http::error::need_buffer) continue;
    // Many servers end a body of unknown length without TLS's own end.
    if (error == asio::ssl::error::stream_truncated && parser.need_eof()) break;
    co_return outcome_of(ProbePhase::exchange, error);
  }
  co_return ProbeOutcome::ok;
}

template <class Stream>
asio::awaitable<Outcome> exchange(Stream& stream, const ProbeTarget& target) {
  const auto request = request_for(target);
  const auto [written, sent] = co_await http::async_write(stream, request, kTuple);
  if (written) co_return outcome_of(ProbePhase::exchange, written);
  beast::flat_buffer buffer(limits::kProbeHeadBytesMax);
  Parser parser;
  parser.header_limit(limits::kProbeHeadBytesMax);
  parser.body_limit(boost::none);
  const auto [read, received] = co_await http::async_read_header(stream, buffer, parser, kTuple);
  if (read) co_return outcome_of(ProbePhase::exchange, read);
  const unsigned status = parser.get().result_int();
  if (status < target.check.status_min || status > target.check.status_max) {
    co_return ProbeOutcome::bad_status;
  }
  std::string beginning;
  const Outcome outcome = co_await read_body(stream, buffer, parser, beginning);
  const bool good = outcome == ProbeOutcome::ok;
  if (good && beginning.find(target.check.body) == std::string::npos)
    co_return ProbeOutcome::bad_body;
  co_return outcome;
}

// An address literal is verified as such and is no SNI (RFC 6066, 3).
bool expect_name(SSL* ssl, const std::string& name) {
  if (IpAddress::parse(name)) {
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str()) == 1;
  }
  return SSL_set_tlsext_host_name(ssl, name.c_str()) == 1 && SSL_set1_host(ssl, name.c_str()) == 1;
}

asio::awaitable<Outcome> exchange_tls(beast::tcp_stream plain, const ProbeTarget& target) {
  if (target.tls == nullptr) co_return ProbeOutcome::tls;
  beast::ssl_stream<beast::tcp_stream> stream(std::move(plain), *target.tls);
  if (!expect_name(stream.native_handle(), target.server_name)) co_return ProbeOutcome::tls;
  const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::client, kTuple);
  if (error) co_return outcome_of(ProbePhase::handshake, error);
  co_return co_await exchange(stream, target);
}

IpEndpoint to_value(const tcp::endpoint& from) {
  if (from.address().is_v4()) return {IpAddress::v4(from.address().to_v4().to_uint()), from.port()};
  return {IpAddress::v6(from.address().to_v6().to_bytes()), from.port()};
}

// Speaks for this edge itself. v1 has no word for that which every server accepts, so that the
// specification asks for the connection's own addresses.
std::string proxy_header(const tcp::socket& socket, config::ProxyHeader form) {
  using namespace proxy_protocol;
  if (form == config::ProxyHeader::v2) return write({Version::v2, Command::local, {}});
  error_code none;
  const Addresses own{to_value(socket.local_endpoint(none)),
                      to_value(socket.remote_endpoint(none))};
  return write({Version::v1, Command::proxy, own});
}

asio::awaitable<error_code> send_proxy_header(beast::tcp_stream& stream, config::ProxyHeader form) {
  if (form == config::ProxyHeader::off) co_return error_code{};
  const std::string header = proxy_header(stream.socket(), form);
  const auto [error, sent] = co_await asio::async_write(stream, asio::buffer(header), kTuple);
  co_return error;
}

// How long connecting took, where it is one round trip: not if another address failed before.
microseconds round_trip(const tcp::endpoint& connected, const tcp::endpoint& first,
                        std::chrono::steady_clock::time_point start) {
  if (connected != first) return microseconds(0);
  return std::chrono::ceil<microseconds>(std::chrono::steady_clock::now() - start);
}

asio::awaitable<Outcome> perform(const ProbeTarget& target, std::vector<IpAddress> addresses,
                                 microseconds& connect) {
  beast::tcp_stream stream(co_await asio::this_coro::executor);
  stream.expires_after(target.check.timeout);  // for everything up to the end
  const auto endpoints = endpoints_of(addresses, target.port);
  const auto start = std::chrono::steady_clock::now();
  const auto [error, connected] = co_await stream.async_connect(endpoints, kTuple);
  if (error) co_return outcome_of(ProbePhase::connect, error);
  connect = round_trip(connected, endpoints.front(), start);
  const error_code unsent = co_await send_proxy_header(stream, target.proxy_protocol);
  if (unsent) co_return outcome_of(ProbePhase::exchange, unsent);
  switch (target.check.type) {
    case config::CheckType::tcp: co_return ProbeOutcome::ok;
    case config::CheckType::http: co_return co_await exchange(stream, target);
    case config::CheckType::https: co_return co_await exchange_tls(std::move(stream), target);
  }
  co_return std::nullopt;
}

}  // namespace

asio::awaitable<std::optional<health::ProbeResult>> probe_once(const ProbeTarget& target,
                                                               std::vector<IpAddress> addresses) {
  if (addresses.empty()) co_return health::ProbeResult{ProbeOutcome::unresolved, {}, {}};
  const auto start = std::chrono::steady_clock::now();
  microseconds connect{};
  Outcome outcome = co_await perform(target, std::move(addresses), connect);
  if (!outcome) co_return std::nullopt;
  const auto elapsed =
      std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - start);
  const auto& slow_after = target.check.slow_after;
  if (outcome == ProbeOutcome::ok && slow_after && elapsed > *slow_after) {
    outcome = ProbeOutcome::slow;
  }
  co_return health::ProbeResult{*outcome, elapsed, connect};
}

}  // namespace meridian::probe
