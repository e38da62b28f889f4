// One connection that listens to one channel: pub/sub of RESP2 leaves room for nothing else on it.
// Ends by itself when it breaks or falls silent; whoever made it makes the next one. Control
// thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "io/redis/connection.hpp"

namespace meridian::redis {

class Subscription : public std::enable_shared_from_this<Subscription> {
 public:
  struct Events {
    std::function<void()> subscribed;
    std::function<void(std::string_view)> message;
    std::function<void(const Error&)> ended;  // not after close()
  };

  Subscription(boost::asio::io_context& io, Connection::Settings settings, Login login,
               std::string channel);
  void open(Events events);
  void close();

 private:
  void log_in();
  void subscribe();
  void take(const Reply& reply);
  void listen_later();
  void end(const Error& why);

  boost::asio::io_context& io_;
  std::shared_ptr<Connection> connection_;
  milliseconds timeout_;
  Login login_;
  std::string channel_;
  Events events_;
  boost::asio::steady_timer timer_;
  Instant heard_{};
  bool ended_ = false;
};

}  // namespace meridian::redis
