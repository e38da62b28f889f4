// How connections end, on a pair of sockets of this process.
#include "meridian/io/net/connection.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>

namespace meridian::net {
namespace {

class ConnectionEnds : public testing::Test {
 protected:
  void SetUp() override {
    int ends[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
    connection.emplace(reactor, buffers, ends[0], nullptr);
    peer = ends[1];
    turn();
    ASSERT_EQ(connection->read().state, ReadState::blocked);
  }
  void turn() {
    reactor.wait(milliseconds{0});
    reactor.dispatch();
  }

  Reactor reactor;
  IoBuffers buffers;
  std::optional<Connection> connection;
  int peer = -1;
};

// The kernel reports a hang-up as soon as both sides have ended, with bytes still to be read.
TEST_F(ConnectionEnds, WhatThePeerSaysAfterOurEndIsReadInFull) {
  connection->shutdown_write();
  ASSERT_EQ(send(peer, "last", 4, 0), 4);
  close(peer);
  turn();
  EXPECT_FALSE(connection->failed());
  EXPECT_EQ(connection->read().bytes, "last");
  EXPECT_EQ(connection->read().state, ReadState::end);
}

TEST_F(ConnectionEnds, APeerThatLeavesBytesUnreadHasFailed) {
  ASSERT_EQ(connection->write("unread"), WriteState::sent);
  close(peer);
  turn();
  EXPECT_TRUE(connection->failed());
}

}  // namespace
}  // namespace meridian::net
