// Stores on real servers, and a loop that runs until something has happened.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>

#include "meridian/io/store/memory_store.hpp"
#include "meridian/io/store/redis_store.hpp"
#include "tests/support/redis_server.hpp"

namespace meridian::store::test {

using meridian::testing::RedisServer;
using ::testing::HasSubstr;

inline bool await(boost::asio::io_context& io, const std::function<bool()>& happened) {
  const auto end = std::chrono::steady_clock::now() + seconds(40);
  bool now = happened();
  while (!now && std::chrono::steady_clock::now() < end) {
    if (io.stopped()) io.restart();
    io.run_one_for(milliseconds(200));
    now = happened();
  }
  return now;
}

inline RedisStore::Settings settings_of(std::uint16_t port, const std::string& edge = "edge-1") {
  RedisStore::Settings settings;
  settings.link.addresses = {{"127.0.0.1", port, {}}};
  settings.cluster = "test";
  settings.edge = edge;
  return settings;
}

inline std::unique_ptr<RedisStore> open(boost::asio::io_context& io,
                                        const RedisStore::Settings& settings) {
  auto store = std::make_unique<RedisStore>(io, settings, 1);
  EXPECT_TRUE(await(io, [&] { return store->reachable(); }));
  return store;
}

// Calls `begin(then)` and waits for what it gives.
template <class T>
Result<T> answer_of(boost::asio::io_context& io,
                    const std::function<void(std::function<void(Result<T>)>)>& begin) {
  std::optional<Result<T>> answer;
  begin([&](Result<T> given) { answer = std::move(given); });
  EXPECT_FALSE(answer.has_value()) << "called inside the call";
  await(io, [&] { return answer.has_value(); });
  return answer.value();
}

inline Result<Stored> read(boost::asio::io_context& io, Store& store) {
  return answer_of<Stored>(io, [&](auto then) { store.read(then); });
}

inline Result<Written> write(boost::asio::io_context& io, Store& store, const Stored& expected,
                             const Stored& next) {
  return answer_of<Written>(io, [&](auto then) { store.write(expected, next, then); });
}

}  // namespace meridian::store::test
