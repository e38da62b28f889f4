// Answers the paths of operators. Control thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "meridian/service/admin/operations.hpp"
#include "service/admin/call.hpp"
#include "service/admin/operator_json.hpp"
#include "service/admin/reply.hpp"
#include "service/admin/resource_path.hpp"

namespace meridian::admin {

// How a change is asked for, beside what it is.
struct Circumstances {
  bool dry_run = false;
  bool local = false;  // on this edge alone
};

class OperatorResource {
 public:
  explicit OperatorResource(Operations operations);

  boost::asio::awaitable<Reply> answer(const Call& call) const;

 private:
  Standing standing() const;
  boost::asio::awaitable<Reply> change(const Call& call, Circumstances how) const;
  boost::asio::awaitable<std::optional<Reply>> take_entries(const std::string& id,
                                                            state::Change& change) const;
  boost::asio::awaitable<Reply> perform(state::Change change, Circumstances how) const;
  boost::asio::awaitable<Result<state::Applied>> apply(state::Change change, bool local) const;
  boost::asio::awaitable<Result<std::vector<store::Conflict>>> conflicts() const;
  boost::asio::awaitable<Reply> edges() const;

  Operations operations_;
};

}  // namespace meridian::admin
