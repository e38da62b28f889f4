// Who may ask for what, and which handler answers it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <variant>

#include "meridian/service/admin/server.hpp"
#include "service/admin/background.hpp"
#include "service/admin/call.hpp"
#include "service/admin/config_resource.hpp"
#include "service/admin/event_resource.hpp"
#include "service/admin/operator_resource.hpp"
#include "service/admin/reply.hpp"
#include "service/admin/what_if_resource.hpp"

namespace meridian::admin {

class Resources {
 public:
  Resources(boost::asio::any_io_executor background, Sources sources);

  // `loopback`: the connection came in on a loopback address.
  boost::asio::awaitable<Reply> answer(const Request& request, bool loopback) const;
  std::uint64_t refused_tokens() const { return refused_tokens_; }
  std::size_t& streams() const { return streams_; }  // of events, that are open
  const std::shared_ptr<EventFeed>& events() const { return sources_.events; }

 private:
  boost::asio::awaitable<Reply> dispatch(const Call& call) const;
  // What is rendered on the background thread from what is taken now.
  boost::asio::awaitable<Reply> render(ResourceKind kind) const;
  // Who asks, or why there is no answer to it.
  std::variant<Caller, Reply> identify(const Request& request, bool loopback) const;
  boost::asio::awaitable<Reply> refuse_slowly(Reply reply) const;
  Reply readiness() const;

  Background background_;
  Sources sources_;
  OperatorResource operators_;
  ConfigResource config_;
  WhatIfResource what_if_;
  EventResource events_;
  mutable std::uint64_t refused_tokens_ = 0;
  mutable std::size_t streams_ = 0;
};

}  // namespace meridian::admin
