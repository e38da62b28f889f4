// Which path answers what.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "meridian/service/admin/server.hpp"
#include "service/admin/reply.hpp"

namespace meridian::admin {

using Request = boost::beast::http::request<boost::beast::http::string_body>;

class Resources {
 public:
  Resources(boost::asio::any_io_executor background, Sources sources);

  // `loopback`: the connection came in on a loopback address.
  boost::asio::awaitable<Reply> answer(const Request& request, bool loopback) const;

 private:
  // Runs `job` on the background executor; goes on where it was called.
  boost::asio::awaitable<std::string> in_background(std::function<std::string()> job) const;
  Reply readiness() const;

  boost::asio::any_io_executor background_;
  Sources sources_;
};

}  // namespace meridian::admin
