// One admin connection: requests and answers in turn until either side ends it. Control thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <memory>

#include "service/admin/resources.hpp"

namespace meridian::admin {

class Session {
 public:
  Session(boost::asio::ip::tcp::socket socket, std::shared_ptr<const Resources> resources);

  boost::asio::awaitable<void> run();
  void close();  // run() then returns soon

 private:
  // Nothing: the connection is over.
  boost::asio::awaitable<std::optional<Request>> read();
  boost::asio::awaitable<bool> write(const Reply& reply, const Request& request, bool keep_alive);
  boost::asio::awaitable<void> stream(const Request& request, std::uint64_t after);
  boost::asio::awaitable<void> refuse(const boost::system::error_code& error);

  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  std::shared_ptr<const Resources> resources_;
  bool loopback_;
  bool closed_ = false;
};

}  // namespace meridian::admin
