// What a Link is made of. See there.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <optional>

#include "io/redis/connection.hpp"
#include "io/redis/subscription.hpp"
#include "meridian/core/redis/backoff.hpp"
#include "meridian/core/redis/locator.hpp"
#include "meridian/io/redis/link.hpp"

namespace meridian::redis {

inline constexpr std::size_t kCallsMax = 4096;  // without an answer, of one link

class Link::Body : public std::enable_shared_from_this<Body> {
 public:
  Body(boost::asio::io_context& io, LinkSettings settings, std::uint64_t seed);
  void start();
  void stop();

  struct Call {
    Words words;
    std::string script;  // the text behind the hash in `words`; empty: no script
    Instant deadline;
    Then then;
    int turns = 0;  // sent that often
  };
  void call(Call call);
  void subscribe(const std::string& channel, std::function<void(std::string_view)> message);
  void on_up(std::function<void()> up);
  Instant deadline() const;
  bool up() const { return connection_ != nullptr; }
  LinkStatus status() const;

 private:
  // link_body.cpp: finding the server
  void attempt();
  void go(const Goal& goal);
  void greet(const Goal& goal);
  void ask_sentinel();
  void greeted(const std::vector<Reply>& replies);
  void try_next(const Error& why);
  void follow(const Address& address);
  void arrived(const std::string& warning);
  void attempt_later(const Error& why);
  void retry_later();
  void lost(const Error& why);
  void relocate(const Address& from, const Address* hint);
  Connection::Settings settings_for(const Goal& goal) const;
  std::shared_ptr<Connection> connect(const Goal& goal, std::function<void()> opened);

  // link_calls.cpp: commands on it
  void dispatch(Call call);
  void dispatch_asking(Call call, const Address& to);
  void answered(Call call, Result<Reply> reply);
  void act_on(Call call, const Address& from, const Reply& reply);
  void send_waiting();
  void fail_waiting(const Error& why);
  void wait(Call call);
  void wait_in_front(Call call, milliseconds pause);
  void sweep_waiting();
  void give(const Call& call, Result<Reply> result);
  void close_left();

  // link_channels.cpp: subscriptions
  void listen();
  void watch_sentinel();
  void stop_listening();
  void tell(std::string_view message);
  void listen_later();

  boost::asio::io_context& io_;
  LinkSettings settings_;
  std::uint64_t random_;
  Locator locator_;
  Backoff backoff_;
  boost::asio::steady_timer retry_;
  boost::asio::steady_timer sweep_;
  boost::asio::steady_timer relisten_;
  std::shared_ptr<Connection> candidate_;   // an attempt is under way
  Goal goal_;                               // of it
  std::shared_ptr<Connection> connection_;  // up
  std::shared_ptr<Connection> leaving_;  // the wrong one by now, with what it still has to answer
  std::shared_ptr<Connection> asked_;    // the node that a slot moves to
  Address sentinel_;                     // the one that named the server
  std::deque<Call> waiting_;
  std::size_t calls_ = 0;
  std::vector<std::function<void()>> up_;
  std::string channel_;
  std::vector<std::function<void(std::string_view)>> listeners_;  // to it
  std::shared_ptr<Subscription> subscription_;
  std::shared_ptr<Subscription> sentinel_watch_;
  LinkStatus status_;
  std::string warned_;  // the last warning that was logged
  bool stopped_ = false;
};

}  // namespace meridian::redis
