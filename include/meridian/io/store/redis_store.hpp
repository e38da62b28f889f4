// The store of a cluster of edges: a Redis that all of them reach. The document is one hash; it is
// changed by a script that compares and sets, told to all through a channel, and asked for again
// and again, as messages may be lost. Control thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "meridian/io/redis/link.hpp"
#include "meridian/io/store/store.hpp"

namespace meridian::store {

class RedisStore : public Store {
 public:
  struct Settings {
    redis::LinkSettings link;
    std::string cluster;  // whose state it is: edges of several clusters may share a Redis
    std::string edge;
    std::uint32_t wait_replicas = 0;
    milliseconds wait_timeout{300};  // for them; the answer says how many there were in time
    milliseconds poll_interval{1000};
  };

  // `{meridian:<cluster>}:<name>`: all keys of a cluster are in one slot.
  static std::string key(const std::string& cluster, const std::string& name);

  RedisStore(boost::asio::io_context& control, Settings settings, std::uint64_t seed);

  void read(std::function<void(Result<Stored>)> then) override;
  void write(const Stored& expected, Stored next,
             std::function<void(Result<Written>)> then) override;
  void keep_conflict(Conflict conflict, std::function<void(Result<void>)> then) override;
  void conflicts(std::function<void(Result<std::vector<Conflict>>)> then) override;
  void on_change(std::function<void()> changed) override;
  bool reachable() const override { return link_.up(); }
  StoreStatus status() const override;
  // For what else edges share there.
  redis::Link& link() { return link_; }

 private:
  void wait_for_replicas(Written written, std::function<void(Result<Written>)> then);
  void take_message(std::string_view message);
  void poll_later();
  void poll();
  void see_fields(const std::vector<redis::Reply>& fields);
  void see(std::uint64_t epoch, std::uint64_t version);
  void tell() const;

  Settings settings_;
  std::string overrides_key_;
  std::string conflicts_key_;
  std::string events_key_;
  std::string channel_;
  boost::asio::steady_timer poll_timer_;
  boost::asio::steady_timer hint_timer_;
  std::function<void()> changed_;
  std::uint64_t seen_epoch_ = 0;  // as last heard of, whatever of it was taken
  std::uint64_t seen_version_ = 0;
  std::uint64_t polls_ = 0;
  std::uint64_t random_;
  redis::Link link_;  // ends first
};

}  // namespace meridian::store
