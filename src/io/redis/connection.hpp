// One connection to one server: commands out, replies in, in order. Plain or TLS, over TCP or a
// Unix socket. Control thread; nothing blocks. A deadline that passes ends the connection: replies
// come in order, so whoever waits behind a late one waits as well.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "meridian/core/base/result.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/redis/address.hpp"
#include "meridian/core/redis/greeting.hpp"
#include "meridian/core/redis/reply.hpp"
#include "meridian/io/tls/engine.hpp"

namespace meridian::redis {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct Settings {
    Address address;
    milliseconds connect_timeout{};                 // with TLS and its handshake
    std::shared_ptr<const tls::ClientContext> tls;  // null: none
    std::string server_name;                        // verified; empty: the host
  };
  struct Events {
    std::function<void()> opened;
    // Once, whatever the reason; not after close(). What is pending has failed before.
    std::function<void(const Error&)> closed;
    // Replies that no command waits for: what a subscription brings.
    std::function<void(Reply)> pushed;
  };
  using Then = std::function<void(Result<Reply>)>;  // an error reply is a Reply

  Connection(boost::asio::io_context& io, Settings settings);
  ~Connection();
  // Lives from here on until it has closed. Handlers are never called inside a call.
  void open(Events events);

  void send(const Words& command, Instant deadline, Then then);
  void send_unanswered(const Words& command);  // its replies are pushed
  void close();                                // what is pending fails, `closed` is not called

  const Address& address() const { return settings_.address; }
  std::size_t pending() const { return pending_.size(); }

 private:
  struct Pending {
    Instant deadline;
    Then then;
  };

  boost::asio::awaitable<void> run();
  boost::asio::awaitable<std::optional<Error>> connect();
  boost::asio::awaitable<std::optional<Error>> connect_tcp();
  boost::asio::awaitable<std::optional<Error>> shake_hands();
  boost::asio::awaitable<Error> receive();
  bool take_bytes(std::string_view bytes);
  void take_replies();
  void write(std::string_view plain);
  void queue_cipher();
  void flush();
  void arm();
  void timed_out();
  void end(const Error& why);
  Error failure(ErrorCode code, const std::string& text) const;

  boost::asio::io_context& io_;
  Settings settings_;
  std::shared_ptr<Events> events_;  // outlives the call of any of them
  boost::asio::generic::stream_protocol::socket socket_;
  boost::asio::steady_timer timer_;
  std::unique_ptr<tls::Engine> engine_;  // null: plain
  std::unique_ptr<tls::CipherBuffer> cipher_;
  std::string input_;  // room of one read, and behind it the plaintext of it
  std::string early_;  // plain, until it is open
  std::string queued_;
  std::string writing_;
  ReplyReader reader_;
  std::deque<Pending> pending_;
  Instant connect_deadline_{};
  bool open_ = false;
  bool ended_ = false;
};

}  // namespace meridian::redis
