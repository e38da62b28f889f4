// Bytes that no honest peer sends: the connection fails, says why once, and harms no other.
#include <gtest/gtest.h>

#include <random>

#include "tests/component/io/tls/tls_pair.hpp"

namespace meridian::tls {
namespace {

constexpr char kAlert = 21;  // content type

class HostileInput : public ::testing::Test {
 protected:
  void expect_others_unharmed() {
    const Pair pair = TlsWorld::connect(*server_, *client_, "a.example");
    EXPECT_TRUE(pair.open()) << pair.client.engine->failure() << pair.server.engine->failure();
  }
  // Flips a few bytes of one flight, then lets the connection run on.
  void corrupt_one_connection(std::mt19937& random) {
    Pair pair{Side(Engine::client(*client_, "a.example")), Side(Engine::server(*server_))};
    pair.client.start();
    std::string flight = pair.client.take_output();
    const bool corrupt_server_flight = random() % 2 == 0;
    if (corrupt_server_flight) {
      pair.server.receive(flight);
      flight = pair.server.take_output();
    }
    for (auto i = random() % 3 + 1; i != 0; --i)
      flight[random() % flight.size()] ^= static_cast<char>(random() % 255 + 1);
    if (random() % 4 == 0) flight.resize(random() % flight.size());
    (corrupt_server_flight ? pair.client : pair.server).receive(flight);
    pair.exchange();
    pair.client.send("anything");
    pair.exchange();
    EXPECT_EQ(pair.server.engine->state() == EngineState::failed,
              !pair.server.engine->failure().empty());
  }

  TlsWorld world_;
  std::unique_ptr<ServerContext> server_ = world_.server({world_.certificate({"a.example"})});
  std::unique_ptr<ClientContext> client_ = world_.client();
};

TEST_F(HostileInput, GarbageFailsWithAnAlert) {
  Side server(Engine::server(*server_));
  server.receive(std::string("\x16\x03\x01\x00\x04\x63\x00\x00\x00", 9));
  EXPECT_EQ(server.engine->state(), EngineState::failed);
  EXPECT_FALSE(server.engine->failure().empty());
  const std::string answer = server.take_output();
  ASSERT_FALSE(answer.empty());
  EXPECT_EQ(answer.front(), kAlert);

  server.receive("whatever follows is dropped");
  EXPECT_EQ(server.take_output(), "");
  server.shutdown();
  EXPECT_EQ(server.take_output(), "");
  expect_others_unharmed();
}

TEST_F(HostileInput, PlainHttpIsNamed) {
  Side server(Engine::server(*server_));
  server.receive("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_EQ(server.engine->state(), EngineState::failed);
  EXPECT_EQ(server.engine->failure(), "http request");
  expect_others_unharmed();
}

TEST_F(HostileInput, ForgedRecordFailsButWhatCameBeforeIsDelivered) {
  Pair pair = TlsWorld::connect(*server_, *client_, "a.example");
  ASSERT_TRUE(pair.client.send("good"));
  std::string cipher = pair.client.take_output();
  ASSERT_TRUE(pair.client.send("forged"));
  cipher += pair.client.take_output();
  cipher.back() ^= 1;
  pair.server.receive(cipher);
  EXPECT_EQ(pair.server.plain, "good");
  EXPECT_EQ(pair.server.engine->state(), EngineState::failed);
  EXPECT_EQ(pair.server.engine->failure(), "decryption failed or bad record mac");
  EXPECT_FALSE(pair.server.send("no more"));
  pair.client.receive(pair.server.take_output());
  EXPECT_EQ(pair.client.engine->failure(), "sslv3 alert bad record mac");
  expect_others_unharmed();
}

TEST_F(HostileInput, RandomCorruptionNeverHarmsTheNextConnection) {
  constexpr int kConnections = 150;
  std::mt19937 random(20240607);
  for (int i = 0; i < kConnections; ++i) corrupt_one_connection(random);
  expect_others_unharmed();
}

TEST_F(HostileInput, RandomBytesAsAHelloNeverCrash) {
  constexpr int kConnections = 500;
  std::mt19937 random(7);
  for (int i = 0; i < kConnections; ++i) {
    std::string bytes(random() % 600, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    // Half of them get a valid record and handshake header, so that the body is looked at.
    if (i % 2 == 0 && bytes.size() > 9) {
      const std::size_t body = bytes.size() - 9;
      const std::string head{0x16,
                             3,
                             1,
                             static_cast<char>((body + 4) >> 8),
                             static_cast<char>(body + 4),
                             1,
                             0,
                             static_cast<char>(body >> 8),
                             static_cast<char>(body)};
      bytes.replace(0, head.size(), head);
    }
    Side server(Engine::server(*server_));
    server.receive(bytes);
    EXPECT_NE(server.engine->state(), EngineState::open);
  }
  expect_others_unharmed();
}

}  // namespace
}  // namespace meridian::tls
