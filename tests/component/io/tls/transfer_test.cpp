// Data over an open connection: whole, in order, in large records.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "tests/component/io/tls/raw_tls_client.hpp"
#include "tests/component/io/tls/tls_pair.hpp"

namespace meridian::tls {
namespace {

constexpr std::size_t kRecordHeader = 5;

std::string pattern(std::size_t size, unsigned seed) {
  std::string bytes(size, '\0');
  for (char& c : bytes) {
    seed = seed * 1664525U + 1013904223U;
    c = static_cast<char>(seed >> 24);
  }
  return bytes;
}

std::vector<std::size_t> record_sizes(std::string_view cipher) {
  std::vector<std::size_t> sizes;
  while (cipher.size() >= kRecordHeader) {
    const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(cipher[3])) << 8 |
                             static_cast<unsigned char>(cipher[4]);
    sizes.push_back(size);
    cipher.remove_prefix(std::min(cipher.size(), kRecordHeader + size));
  }
  return sizes;
}

class Transfer : public ::testing::Test {
 protected:
  TlsWorld world_;
  std::unique_ptr<ServerContext> server_ = world_.server({world_.certificate({"a.example"})});
  std::unique_ptr<ClientContext> client_ = world_.client();
  Pair pair_ = TlsWorld::connect(*server_, *client_, "a.example");
};

TEST_F(Transfer, CarriesAMegabyteBothWaysAtOnce) {
  const std::string up = pattern(1 << 20, 1);
  const std::string down = pattern(1 << 20, 2);
  ASSERT_TRUE(pair_.client.send(up) && pair_.server.send(down));
  pair_.exchange();
  EXPECT_TRUE(pair_.server.plain == up);
  EXPECT_TRUE(pair_.client.plain == down);
}

TEST_F(Transfer, SurvivesPiecesThatCutRecordsAnywhere) {
  const std::string up = pattern(200'000, 3);
  ASSERT_TRUE(pair_.client.send(up));
  pair_.exchange(1237);
  EXPECT_TRUE(pair_.server.plain == up);
}

TEST_F(Transfer, WritesFullRecordsInOneCall) {
  CipherBuffer out(kCipherBufferBytes);
  ASSERT_TRUE(pair_.server.engine->write(std::string(64 * 1024, 'x'), out));
  constexpr std::size_t kOverhead = 17;  // content type and tag
  EXPECT_EQ(record_sizes(out.view()), std::vector<std::size_t>(4, 16 * 1024 + kOverhead));
}

TEST_F(Transfer, FitsTheLargestWriteBehindTheLargestRead) {
  CipherBuffer out(kCipherBufferBytes);
  ASSERT_TRUE(pair_.server.engine->write(std::string(68 * 1024, 'x'), out));
  EXPECT_GE(out.room(), 48U * 1024);
}

TEST_F(Transfer, FailsWhereTheOutputHasNoRoom) {
  CipherBuffer small(1000);
  EXPECT_FALSE(pair_.server.engine->write(std::string(2000, 'x'), small));
  EXPECT_EQ(pair_.server.engine->state(), EngineState::failed);
  EXPECT_EQ(pair_.server.engine->failure(), "no room for the output");
  EXPECT_FALSE(pair_.server.engine->write("more", small));
}

TEST_F(Transfer, AnswersKeyUpdates) {
  Side server(Engine::server(*server_));
  RawTlsClient client(TLS1_3_VERSION, "a.example");
  client.exchange(server);
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(SSL_key_update(client.ssl(), SSL_KEY_UPDATE_REQUESTED), 1);
    ASSERT_EQ(SSL_write(client.ssl(), "x", 1), 1);
    client.exchange(server);
    ASSERT_EQ(server.engine->state(), EngineState::open) << server.engine->failure();
  }
  EXPECT_EQ(server.plain, std::string(100, 'x'));
}

TEST_F(Transfer, EndsAFloodOfKeyUpdates) {
  Side server(Engine::server(*server_));
  RawTlsClient client(TLS1_3_VERSION, "a.example");
  client.exchange(server);
  std::string flood;
  for (int i = 0; i < 40; ++i) {
    ASSERT_EQ(SSL_key_update(client.ssl(), SSL_KEY_UPDATE_NOT_REQUESTED), 1);
    ASSERT_EQ(SSL_do_handshake(client.ssl()), 1);
    flood += client.take_output();
  }
  server.receive(flood);
  EXPECT_EQ(server.engine->state(), EngineState::failed);
  EXPECT_EQ(server.engine->failure(), "too many records without data");
}

}  // namespace
}  // namespace meridian::tls
