#include "service/admin/session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

#include "meridian/core/base/limits.hpp"
#include "service/admin/event_json.hpp"

namespace meridian::admin {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
// For a whole request, idle time before it included, and for a whole answer.
constexpr seconds kReadTimeout{30};
constexpr seconds kWriteTimeout{10};
// So that a client that is gone is noticed, and no one in between takes the connection for idle.
constexpr seconds kHeartbeat{15};
constexpr std::string_view kNothingNew = ":\n\n";
constexpr std::string_view kStreamHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n: welcome\n\n";

struct StreamCount {
  std::size_t& streams;
  explicit StreamCount(std::size_t& all) : streams(all) { ++streams; }
  StreamCount(const StreamCount&) = delete;
  ~StreamCount() { --streams; }
};

Reply too_many_streams() {
  return rule_broken(
      503,
      "there are " + std::to_string(limits::kEventStreamsMax) + " streams already; ask /v1/events",
      {"streams_max"});
}

bool is_loopback(const asio::ip::tcp::socket& socket) {
  error_code error;
  const auto local = socket.local_endpoint(error);
  if (error) return true;  // gone already: the stricter rule
  const auto address = local.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback();
  }
  return address.is_loopback();
}

template <class Message>
void set_fields(Message& message, const Reply& reply) {
  message.result(reply.status);
  message.set(http::field::content_type, reply.content_type);
  message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  if (!reply.allow.empty()) message.set(http::field::allow, reply.allow);
  if (!reply.tag.empty()) message.set(http::field::etag, "\"" + reply.tag + "\"");
  if (reply.authenticate) message.set(http::field::www_authenticate, "Bearer");
}

}  // namespace

Session::Session(asio::ip::tcp::socket socket, std::shared_ptr<const Resources> resources)
    : stream_(std::move(socket)),
      buffer_(limits::kAdminHeadBytesMax + limits::kAdminBodyBytesMax),
      resources_(std::move(resources)),
      loopback_(is_loopback(stream_.socket())) {}

void Session::close() {
  closed_ = true;
  stream_.close();
}

asio::awaitable<void> Session::run() {
  while (!closed_) {
    const auto request = co_await read();
    if (!request || closed_) co_return;
    const Reply reply = co_await resources_->answer(*request, loopback_);
    if (closed_) co_return;
    if (reply.stream_after) co_return co_await stream(*request, *reply.stream_after);
    if (!co_await write(reply, *request, request->keep_alive())) co_return;
  }
}

// Ends with the connection: the client goes, is too slow, or the server stops.
asio::awaitable<void> Session::stream(const Request& request, std::uint64_t after) {
  const auto feed = resources_->events();
  const StreamCount count{resources_->streams()};
  if (count.streams > limits::kEventStreamsMax) {
    const Reply refused = too_many_streams();
    co_await write(refused, request, false);
    co_return;
  }
  if (request.method() == http::verb::head) {
    const Reply head{.content_type = "text/event-stream"};
    co_await write(head, request, false);
    co_return;
  }
  std::string text(kStreamHead);
  while (!closed_) {
    const auto page = feed->ring().after(after, limits::kEventsPerPage);
    after = page.next;
    text += stream_text(page);
    if (text.empty()) text = kNothingNew;
    stream_.expires_after(kWriteTimeout);
    const auto [error, bytes] = co_await asio::async_write(stream_, asio::buffer(text), kTuple);
    if (error || closed_) co_return;
    stream_.expires_never();
    text.clear();
    if (feed->ring().last() == after) co_await feed->next(kHeartbeat);
  }
}

asio::awaitable<std::optional<Request>> Session::read() {
  http::request_parser<http::string_body> parser;
  parser.header_limit(limits::kAdminHeadBytesMax);
  parser.body_limit(limits::kAdminBodyBytesMax);
  stream_.expires_after(kReadTimeout);
  const auto [error, bytes] = co_await http::async_read(stream_, buffer_, parser, kTuple);
  if (!error) co_return parser.release();
  co_await refuse(error);
  co_return std::nullopt;
}

// Tells the client why, where the bytes were at fault and not the connection.
asio::awaitable<void> Session::refuse(const error_code& error) {
  if (closed_ || error.category() != make_error_code(http::error::end_of_stream).category() ||
      error == http::error::end_of_stream || error == http::error::partial_message) {
    co_return;
  }
  Reply reply = problem(400, "Bad Request", "this is not HTTP/1.1");
  if (error == http::error::header_limit) {
    reply = problem(431, "Request Header Fields Too Large", "the head is too long");
  } else if (error == http::error::body_limit) {
    reply = problem(413, "Content Too Large", "the body is too long");
  }
  co_await write(reply, Request(http::verb::get, "/", 11), false);
}

asio::awaitable<bool> Session::write(const Reply& reply, const Request& request, bool keep_alive) {
  stream_.expires_after(kWriteTimeout);
  error_code failed;
  if (request.method() == http::verb::head) {
    http::response<http::empty_body> head;
    set_fields(head, reply);
    head.content_length(reply.body.size());
    head.version(request.version());
    head.keep_alive(keep_alive);
    const auto [error, bytes] = co_await http::async_write(stream_, head, kTuple);
    failed = error;
  } else {
    http::response<http::string_body> message;
    set_fields(message, reply);
    message.body() = reply.body;
    message.version(request.version());
    message.keep_alive(keep_alive);
    message.prepare_payload();
    const auto [error, bytes] = co_await http::async_write(stream_, message, kTuple);
    failed = error;
  }
  if (failed || keep_alive) co_return !failed;
  error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  co_return false;
}

}  // namespace meridian::admin
