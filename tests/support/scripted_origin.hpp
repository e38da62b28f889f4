// An origin for in-process tests: a thread that accepts connections on a port of 127.0.0.1 and, for
// each request it reads, does what the test's script says. Bytes are the script's own, so that
// wrong and half answers can be given too.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace meridian::test {

class ScriptedOrigin {
 public:
  struct Request {
    std::string head;    // with the empty line
    std::string body;    // decoded by Content-Length, or raw chunks up to the last one
    int connection = 0;  // 1 for the first connection accepted, ..
    int number = 0;      // on that connection, from 1
  };
  struct Reply {
    std::string bytes;
    bool close = false;
    bool reset = false;  // with RST
    bool echo = false;   // from now on every byte comes back, until the peer ends its side
  };
  using Script = std::function<Reply(const Request&)>;

  // What is read before the script is asked. With `heads` a body stays unread.
  enum class Reads : std::uint8_t { requests, heads };
  explicit ScriptedOrigin(Script script, Reads reads = Reads::requests);
  ~ScriptedOrigin();
  std::uint16_t port() const { return port_; }
  std::vector<Request> requests() const;  // all so far
  int connections() const { return connections_; }
  void stop();  // closes everything: the port refuses from now on

  // "HTTP/1.1 200 OK" with this body.
  static Reply ok(const std::string& body);

 private:
  void accept_loop();
  void serve(int fd, int connection);
  static void echo(int fd, std::string in);

  Script script_;
  Reads reads_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_{0};
  mutable std::mutex mutex_;
  std::vector<Request> requests_;
  std::list<int> open_;
  std::vector<std::thread> servers_;
  std::thread acceptor_;
  bool stopped_ = false;
};

}  // namespace meridian::test
