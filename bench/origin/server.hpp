// Listeners, connections and delays of the origin on one level-triggered epoll set.
// Owns every descriptor; everything runs on the thread that calls run().
#pragma once

#include <openssl/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <queue>
#include <string>
#include <unordered_map>
#include <vector>

#include "connection.hpp"
#include "meridian/core/base/ip_address.hpp"
#include "reply.hpp"

namespace meridian::origin {

inline constexpr int kEventsMax = 256;
inline constexpr int kAcceptsPerTurnMax = 64;

class Server {
 public:
  Server(Facts facts, SSL_CTX* context);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // False, with a message on stderr, where the address cannot be bound.
  bool listen(const IpEndpoint& endpoint, const std::string& region);
  // What is listened on, in order; port 0 has become the real one.
  const std::vector<std::string>& listening() const { return listening_; }
  [[noreturn]] void run();

 private:
  using Clock = std::chrono::steady_clock;
  struct Entry {
    std::unique_ptr<Connection> connection;
    std::uint64_t serial = 0;  // tells a reused descriptor from the one a delay was set for
    std::uint32_t events = 0;
  };
  struct Listener {
    int descriptor;
    std::string region;
  };
  struct Delay {
    Clock::time_point deadline;
    int descriptor;
    std::uint64_t serial;
    bool operator>(const Delay& other) const { return deadline > other.deadline; }
  };

  void accept_from(const Listener& listener);
  const Listener* listener_of(int descriptor) const;
  void drive(int descriptor, bool broken);
  void watch(int descriptor, Entry& entry);
  void run_again();
  void run_delays();
  int poll_timeout() const;

  Facts facts_;
  SSL_CTX* context_;
  int epoll_;
  std::uint64_t next_serial_ = 1;
  std::vector<Listener> listeners_;
  std::vector<std::string> listening_;
  std::unordered_map<int, Entry> connections_;
  std::vector<int> again_;
  std::priority_queue<Delay, std::vector<Delay>, std::greater<>> delays_;
};

}  // namespace meridian::origin
