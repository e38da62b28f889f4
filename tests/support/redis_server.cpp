#include "tests/support/redis_server.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "tests/support/source_tree.hpp"

namespace meridian::testing {

namespace {

std::string unpacked() {
  return (test::source_tree() / "build/peers/usr/").string();
}

std::string library_path() {
#if defined(__aarch64__)
  return "LD_LIBRARY_PATH=" + unpacked() + "lib/aarch64-linux-gnu";
#else
  return "LD_LIBRARY_PATH=" + unpacked() + "lib/x86_64-linux-gnu";
#endif
}

}  // namespace

RedisServer::RedisServer(std::uint16_t port, std::vector<std::string> arguments)
    : command_(std::move(arguments)) {
  const std::string conf = command_.empty() || command_[0].starts_with("--") ? "" : command_[0];
  std::vector<std::string> words{unpacked() + "bin/redis-server"};
  if (!conf.empty()) words.push_back(conf);
  for (const std::string& word :
       {std::string("--port"), std::to_string(port), std::string("--unixsocket"),
        path("redis.sock"), std::string("--dir"), path(""), std::string("--save"), std::string()})
    words.push_back(word);
  words.insert(words.end(), command_.begin() + (conf.empty() ? 0 : 1), command_.end());
  command_ = std::move(words);
  start();
}

RedisServer::~RedisServer() {
  kill();
}

void RedisServer::start() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  output_ = ends[0];
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  std::vector<char*> words;
  for (std::string& word : command_) words.push_back(word.data());
  words.push_back(nullptr);
  std::string library = library_path();
  char* environment[] = {library.data(), nullptr};
  const int failed = ::posix_spawn(&pid_, words[0], &actions, nullptr, words.data(), environment);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (failed != 0) throw std::runtime_error(command_[0] + " does not start; run ./dev setup test");
  await_ready();
}

void RedisServer::await_ready() {
  std::string said;
  char piece[1024];
  while (said.find("eady to accept connections") == said.npos &&
         said.find("Sentinel ID is") == said.npos) {
    pollfd readable{output_, POLLIN, 0};
    const bool spoke = ::poll(&readable, 1, 30'000) == 1;
    const ssize_t bytes = spoke ? ::read(output_, piece, sizeof(piece)) : 0;
    if (bytes <= 0) throw std::runtime_error("redis-server is not ready: " + said);
    said.append(piece, static_cast<std::size_t>(bytes));
  }
}

void RedisServer::kill() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  ::close(output_);
  pid_ = 0;
}

void RedisServer::pause() {
  ::kill(pid_, SIGSTOP);
  ::waitpid(pid_, nullptr, WUNTRACED);
}

void RedisServer::resume() {
  ::kill(pid_, SIGCONT);
}

}  // namespace meridian::testing
