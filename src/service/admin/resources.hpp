// Who may ask for what, and which handler answers it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <variant>

#include "meridian/service/admin/server.hpp"
#include "service/admin/call.hpp"
#include "service/admin/operator_resource.hpp"
#include "service/admin/reply.hpp"

namespace meridian::admin {

class Resources {
 public:
  Resources(boost::asio::any_io_executor background, Sources sources);

  // `loopback`: the connection came in on a loopback address.
  boost::asio::awaitable<Reply> answer(const Request& request, bool loopback) const;
  std::uint64_t refused_tokens() const { return refused_tokens_; }

 private:
  // Runs `job` on the background executor; goes on where it was called.
  boost::asio::awaitable<std::string> in_background(std::function<std::string()> job) const;
  boost::asio::awaitable<Reply> dispatch(const Call& call) const;
  // Who asks, or why there is no answer to it.
  std::variant<Caller, Reply> identify(const Request& request, bool loopback) const;
  boost::asio::awaitable<Reply> refuse_slowly(Reply reply) const;
  Reply readiness() const;

  boost::asio::any_io_executor background_;
  Sources sources_;
  OperatorResource operators_;
  mutable std::uint64_t refused_tokens_ = 0;
};

}  // namespace meridian::admin
