// The way to one Redis: a connection to whoever is in charge now (the server, the master that
// Sentinel names, the node of a cluster that has our keys), found again after every loss, and on
// demand a second connection for a channel. Control thread; nothing blocks. Commands are pipelined
// and have a deadline. While there is no connection they wait for an attempt that is under way, and
// fail at once between attempts.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/base/result.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/redis/greeting.hpp"
#include "meridian/core/redis/reply.hpp"
#include "meridian/io/redis/script.hpp"
#include "meridian/io/tls/context.hpp"

namespace meridian::redis {

struct LinkSettings {
  std::vector<Address> addresses;  // the server, the Sentinels, or some nodes of the cluster
  GreetingSettings greeting;       // mode and login of the server
  std::string master;              // as the Sentinels call it
  Login sentinel_login;
  milliseconds connect_timeout{1000};
  milliseconds command_timeout{1000};
  std::shared_ptr<const tls::ClientContext> tls;  // null: none
  std::string server_name;                        // verified; empty: the host that is connected to
};

struct LinkStatus {
  bool up = false;
  std::string server;      // that it is or was connected to; empty: never
  Instant since{};         // of `up`
  Instant last_answer{};   // of a server that was up; nothing: never
  std::string last_error;  // why it is not up; empty while it is
  std::uint64_t connects = 0;
  std::uint64_t losses = 0;  // connections that broke
  std::uint64_t failed_attempts = 0;
  std::uint64_t command_errors = 0;  // commands that were given an error
  std::size_t waiting = 0;           // commands without an answer
};

class Link {
 public:
  // Gets the reply, which is no error, or what went wrong. On the control thread, exactly once,
  // never inside the call; not after the link has gone.
  using Then = std::function<void(Result<Reply>)>;

  // `seed` is of the jitter.
  Link(boost::asio::io_context& io, LinkSettings settings, std::uint64_t seed);
  ~Link();
  Link(const Link&) = delete;

  void send(Words command, Then then);
  void eval(const Script& script, const Words& keys, const Words& arguments, Then then);
  // The messages of one channel, and an empty one whenever some may have been missed. Whoever else
  // listens means the same channel.
  void subscribe(const std::string& channel, std::function<void(std::string_view)> message);
  // Each time that there is a connection again; also now, where there is one.
  void on_up(std::function<void()> up);

  bool up() const;
  LinkStatus status() const;

 private:
  class Body;
  std::shared_ptr<Body> body_;
};

}  // namespace meridian::redis
