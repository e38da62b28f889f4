// A real redis-server in a directory of its own, killed at the end. Blocks.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/test_certificates.hpp"

namespace meridian::testing {

class RedisServer {
 public:
  // Accepts connections when this returns. `arguments` are as on its command line; without them it
  // saves nothing. Port 0: none, but the Unix socket path("redis.sock").
  explicit RedisServer(std::uint16_t port, std::vector<std::string> arguments = {});
  ~RedisServer();
  RedisServer(const RedisServer&) = delete;

  std::string path(const std::string& name) const { return directory_.path(name); }
  void kill();  // SIGKILL, and it is gone
  void start();
  void pause();  // SIGSTOP
  void resume();

 private:
  void await_ready();

  TestDirectory directory_;
  std::vector<std::string> command_;
  pid_t pid_ = 0;
  int output_ = -1;
};

}  // namespace meridian::testing
