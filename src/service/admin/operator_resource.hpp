// Answers the paths of operators. Control thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "meridian/service/admin/credentials.hpp"
#include "meridian/service/admin/operations.hpp"
#include "service/admin/change_request.hpp"
#include "service/admin/operator_json.hpp"
#include "service/admin/operator_path.hpp"
#include "service/admin/reply.hpp"

namespace meridian::admin {

class OperatorResource {
 public:
  using Request = boost::beast::http::request<boost::beast::http::string_body>;

  explicit OperatorResource(Operations operations);

  // The caller may read; whether it may change is asked here.
  boost::asio::awaitable<Reply> answer(const Request& request, const OperatorPath& path,
                                       const Caller& caller) const;

 private:
  Standing standing() const;
  boost::asio::awaitable<Reply> perform(state::Change change, bool dry_run) const;
  boost::asio::awaitable<Result<state::Applied>> apply(state::Change change) const;

  Operations operations_;
};

}  // namespace meridian::admin
