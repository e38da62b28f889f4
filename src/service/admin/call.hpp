// One request that found its endpoint and may use it: what handlers are given.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <string_view>

#include "meridian/service/admin/credentials.hpp"
#include "service/admin/endpoint.hpp"
#include "service/admin/query.hpp"

namespace meridian::admin {

using Request = boost::beast::http::request<boost::beast::http::string_body>;

struct Call {
  const Request& request;
  const Endpoint& endpoint;
  ResourcePath path;
  Query query;
  Caller caller;

  std::string_view body() const { return request.body(); }
  std::string_view field(boost::beast::http::field name) const {
    const auto value = request[name];
    return {value.data(), value.size()};
  }
};

}  // namespace meridian::admin
