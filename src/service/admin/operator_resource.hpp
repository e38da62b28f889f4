// Answers the paths of operators. Control thread.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "meridian/service/admin/operations.hpp"
#include "service/admin/call.hpp"
#include "service/admin/operator_json.hpp"
#include "service/admin/reply.hpp"
#include "service/admin/resource_path.hpp"

namespace meridian::admin {

class OperatorResource {
 public:
  explicit OperatorResource(Operations operations);

  boost::asio::awaitable<Reply> answer(const Call& call) const;

 private:
  Standing standing() const;
  boost::asio::awaitable<Reply> perform(state::Change change, bool dry_run) const;
  boost::asio::awaitable<Result<state::Applied>> apply(state::Change change) const;

  Operations operations_;
};

}  // namespace meridian::admin
