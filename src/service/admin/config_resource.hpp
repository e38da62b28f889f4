// Answers the paths of the config and of the log level. Control thread; what takes time runs on the
// background executor.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "meridian/service/admin/config_operations.hpp"
#include "service/admin/background.hpp"
#include "service/admin/call.hpp"
#include "service/admin/reply.hpp"

namespace meridian::admin {

class ConfigResource {
 public:
  ConfigResource(Background background, ConfigOperations config, LogLevelOperations log_level);

  boost::asio::awaitable<Reply> answer(const Call& call) const;

 private:
  boost::asio::awaitable<Reply> show() const;
  boost::asio::awaitable<Reply> compare() const;
  boost::asio::awaitable<Reply> validate(const Call& call) const;
  boost::asio::awaitable<Reply> reload(const Call& call) const;
  Reply show_level() const;
  Reply set_level(const Call& call) const;

  Background background_;
  ConfigOperations config_;
  LogLevelOperations log_level_;
};

}  // namespace meridian::admin
