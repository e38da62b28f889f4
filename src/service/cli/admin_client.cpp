#include "service/cli/admin_client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace meridian::cli {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr std::uint64_t kAnswerBytesMax = 64 << 20;

Error unreachable(const std::string& admin, const error_code& why) {
  return {ErrorCode::unavailable, ErrorSource::system, true,
          "no answer from " + admin + ": " + why.message() +
              "; is the edge running, and is this its `admin.bind`? (--admin HOST:PORT)"};
}

}  // namespace

Result<std::string> get(const std::string& admin, const std::string& path) {
  const std::size_t colon = admin.rfind(':');
  if (colon == admin.npos)
    return Error{ErrorCode::invalid, ErrorSource::client, false,
                 "'" + admin + "' is no address; write HOST:PORT"};
  asio::io_context io;
  error_code error;
  asio::ip::tcp::resolver resolver(io);
  const auto endpoints = resolver.resolve(admin.substr(0, colon), admin.substr(colon + 1), error);
  if (error) return unreachable(admin, error);
  beast::tcp_stream stream(io);
  stream.connect(endpoints, error);
  if (error) return unreachable(admin, error);
  http::request<http::empty_body> request(http::verb::get, path, 11);
  request.set(http::field::host, admin);
  request.set(http::field::connection, "close");
  http::write(stream, request, error);
  if (error) return unreachable(admin, error);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(kAnswerBytesMax);
  http::read(stream, buffer, parser, error);
  if (error) return unreachable(admin, error);
  if (parser.get().result_int() != 200)
    return Error{ErrorCode::refused, ErrorSource::system, false,
                 admin + path + " answered " + std::to_string(parser.get().result_int()) + ": " +
                     parser.get().body()};
  return std::move(parser.get().body());
}

}  // namespace meridian::cli
