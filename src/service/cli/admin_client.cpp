#include "service/cli/admin_client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdlib>
#include <fstream>

#include "meridian/core/base/text.hpp"

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

http::request<http::string_body> message_of(const std::string& admin, const AdminRequest& asked) {
  http::request<http::string_body> message;
  message.method_string(asked.method);
  message.target(asked.path);
  message.version(11);
  message.set(http::field::host, admin);
  message.set(http::field::connection, "close");
  if (!asked.token.empty()) message.set(http::field::authorization, "Bearer " + asked.token);
  if (!asked.if_match.empty()) message.set(http::field::if_match, asked.if_match);
  if (!asked.body.empty()) message.set(http::field::content_type, "application/json");
  message.body() = asked.body;
  message.prepare_payload();
  return message;
}

}  // namespace

Result<AdminAnswer> ask_admin(const std::string& admin, const AdminRequest& request) {
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
  http::write(stream, message_of(admin, request), error);
  if (error) return unreachable(admin, error);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(kAnswerBytesMax);
  http::read(stream, buffer, parser, error);
  if (error) return unreachable(admin, error);
  auto& message = parser.get();
  const auto tag = message[http::field::etag];
  return AdminAnswer{message.result_int(), std::move(message.body()),
                     std::string(tag.data(), tag.size())};
}

Result<std::string> get(const std::string& admin, const std::string& path,
                        const std::string& token) {
  auto answer = ask_admin(admin, {.path = path, .token = token});
  if (!answer) return answer.error();
  if (answer->status != 200)
    return Error{
        ErrorCode::refused, ErrorSource::system, false,
        admin + path + " answered " + std::to_string(answer->status) + ": " + answer->body};
  return std::move(answer->body);
}

Result<std::string> read_token(const std::string& file) {
  std::string path = file;
  const char* named = std::getenv("MERIDIAN_TOKEN_FILE");
  if (path.empty() && named != nullptr) path = named;
  if (path.empty()) return std::string();
  std::ifstream in(path);
  std::string token;
  std::getline(in, token);
  token = std::string(trim(token));
  if (token.empty())
    return Error{ErrorCode::not_found, ErrorSource::file, false,
                 "there is no token in " + path + "; make one by `meridian ctl token new`"};
  return token;
}

}  // namespace meridian::cli
