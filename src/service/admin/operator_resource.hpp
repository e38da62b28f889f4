// Answers the paths of operators. Control thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <string>
#include <vector>

#include "meridian/service/admin/credentials.hpp"
#include "meridian/service/admin/operations.hpp"
#include "service/admin/change_request.hpp"
#include "service/admin/operator_json.hpp"
#include "service/admin/operator_path.hpp"
#include "service/admin/reply.hpp"

namespace meridian::admin {

// How a change is asked for, beside what it is.
struct Circumstances {
  bool dry_run = false;
  bool local = false;  // on this edge alone
};

class OperatorResource {
 public:
  using Request = boost::beast::http::request<boost::beast::http::string_body>;

  explicit OperatorResource(Operations operations);

  // The caller may read; whether it may change is asked here.
  boost::asio::awaitable<Reply> answer(const Request& request, const OperatorPath& path,
                                       const Caller& caller) const;

 private:
  Standing standing() const;
  boost::asio::awaitable<Reply> change(const Request& request, const OperatorPath& path,
                                       const Caller& caller) const;
  boost::asio::awaitable<std::optional<Reply>> take_entries(const std::string& id,
                                                            state::Change& change) const;
  boost::asio::awaitable<Reply> perform(state::Change change, Circumstances how) const;
  boost::asio::awaitable<Result<state::Applied>> apply(state::Change change, bool local) const;
  boost::asio::awaitable<Result<std::vector<store::Conflict>>> conflicts() const;

  Operations operations_;
};

}  // namespace meridian::admin
