// A link to real servers, and a loop that runs until something has happened.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>

#include "io/redis/link.hpp"
#include "tests/support/redis_server.hpp"

namespace meridian::redis::test {

using meridian::testing::RedisServer;
using ::testing::HasSubstr;

inline LinkSettings settings_of(std::uint16_t port) {
  LinkSettings settings;
  settings.addresses = {{"127.0.0.1", port, {}}};
  settings.greeting.key = "{test}:key";
  settings.connect_timeout = settings.command_timeout = seconds(20);  // a busy machine
  settings.greeting.client_name = "edge-1";
  return settings;
}

class Linked : public ::testing::Test {
 protected:
  bool await(const std::function<bool()>& happened) {
    const auto end = std::chrono::steady_clock::now() + seconds(40);
    while (!happened() && std::chrono::steady_clock::now() < end) {
      if (io_.stopped()) io_.restart();
      io_.run_one_for(milliseconds(200));
    }
    return happened();
  }
  Link& connect(LinkSettings settings) {
    link_ = std::make_unique<Link>(io_, std::move(settings), 1);
    return *link_;
  }
  bool await_up() {
    return await([this] { return link_->up(); });
  }
  Result<Reply> ask(Link& link, Words words) {
    std::optional<Result<Reply>> answer;
    link.send(std::move(words), [&](Result<Reply> reply) { answer = std::move(reply); });
    EXPECT_FALSE(answer.has_value()) << "called inside the call";
    await([&] { return answer.has_value(); });
    return answer.value();
  }
  Result<Reply> ask(Words words) { return ask(*link_, std::move(words)); }
  Result<Reply> eval(const Script& script, const Words& keys, const Words& arguments) {
    std::optional<Result<Reply>> answer;
    link_->eval(script, keys, arguments, [&](Result<Reply> reply) { answer = std::move(reply); });
    await([&] { return answer.has_value(); });
    return answer.value();
  }
  std::string text(Words words) {
    const auto answer = ask(std::move(words));
    return answer ? answer->text : "error: " + answer.error().context;
  }

  boost::asio::io_context io_;
  std::unique_ptr<Link> link_;
};

}  // namespace meridian::redis::test
