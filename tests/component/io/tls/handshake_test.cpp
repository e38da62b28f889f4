// Versions, protocols and the end of a connection, over two engines in memory.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "tests/component/io/tls/tls_pair.hpp"

namespace meridian::tls {
namespace {

class Handshake : public ::testing::Test {
 protected:
  TlsWorld world_;
  std::unique_ptr<ServerContext> server_ = world_.server({world_.certificate({"a.example"})});
  std::unique_ptr<ClientContext> client_ = world_.client();
};

TEST_F(Handshake, OpensWithTls13NameAndProtocol) {
  Pair pair = TlsWorld::connect(*server_, *client_, "a.example");
  ASSERT_TRUE(pair.open()) << pair.client.engine->failure() << pair.server.engine->failure();
  EXPECT_EQ(pair.server.engine->version(), 0x0304);
  EXPECT_EQ(pair.server.engine->server_name(), "a.example");
  EXPECT_EQ(pair.server.engine->alpn(), "http/1.1");
  EXPECT_EQ(pair.client.engine->alpn(), "http/1.1");
  EXPECT_FALSE(pair.server.engine->resumed());
}

TEST_F(Handshake, OpensWithTls12) {
  SSL_CTX_set_max_proto_version(client_->native(), TLS1_2_VERSION);
  Pair pair = TlsWorld::connect(*server_, *client_, "a.example");
  ASSERT_TRUE(pair.open()) << pair.client.engine->failure() << pair.server.engine->failure();
  EXPECT_EQ(pair.client.engine->version(), 0x0303);
  ASSERT_TRUE(pair.client.send("ping"));
  pair.exchange();
  EXPECT_EQ(pair.server.plain, "ping");
}

TEST_F(Handshake, RefusesTls11) {
  SSL_CTX_set_security_level(client_->native(), 0);
  SSL_CTX_set_cipher_list(client_->native(), "ALL");
  SSL_CTX_set_min_proto_version(client_->native(), TLS1_1_VERSION);
  SSL_CTX_set_max_proto_version(client_->native(), TLS1_1_VERSION);
  Pair pair = TlsWorld::connect(*server_, *client_, "a.example");
  EXPECT_EQ(pair.server.engine->state(), EngineState::failed);
  EXPECT_EQ(pair.server.engine->failure(), "unsupported protocol");
  EXPECT_EQ(pair.client.engine->failure(), "tlsv1 alert protocol version");
}

TEST_F(Handshake, SucceedsWhenEveryByteArrivesAlone) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    SSL_CTX_set_max_proto_version(client_->native(), version);
    Pair pair{Side(Engine::client(*client_, "a.example")), Side(Engine::server(*server_))};
    pair.client.start();
    pair.exchange(1);
    ASSERT_TRUE(pair.open());
    ASSERT_TRUE(pair.client.send("request") && pair.server.send("response"));
    pair.exchange(1);
    EXPECT_EQ(pair.server.plain, "request");
    EXPECT_EQ(pair.client.plain, "response");
  }
}

TEST_F(Handshake, DeliversDataThatComesWithTheLastFlight) {
  Pair pair{Side(Engine::client(*client_, "a.example")), Side(Engine::server(*server_))};
  pair.client.start();
  pair.server.receive(pair.client.take_output());
  pair.client.receive(pair.server.take_output());
  ASSERT_TRUE(pair.client.send("early bird"));
  pair.server.receive(pair.client.take_output());
  EXPECT_EQ(pair.server.engine->state(), EngineState::open);
  EXPECT_EQ(pair.server.plain, "early bird");
}

TEST_F(Handshake, FailsWhereNoProtocolIsShared) {
  constexpr unsigned char kOffer[] = {2, 'h', '2'};
  SSL_CTX_set_alpn_protos(client_->native(), kOffer, sizeof(kOffer));
  Pair pair = TlsWorld::connect(*server_, *client_, "a.example");
  EXPECT_EQ(pair.server.engine->state(), EngineState::failed);
  EXPECT_EQ(pair.server.engine->failure(), "no application protocol");
  EXPECT_EQ(pair.client.engine->failure(), "tlsv1 alert no application protocol");
}

TEST_F(Handshake, NeedsNoProtocolOffer) {
  SSL_CTX_set_alpn_protos(client_->native(), nullptr, 0);
  Pair pair = TlsWorld::connect(*server_, *client_, "a.example");
  ASSERT_TRUE(pair.open());
  EXPECT_EQ(pair.server.engine->alpn(), "");
}

TEST_F(Handshake, WritesNothingBeforeItIsDone) {
  Side server(Engine::server(*server_));
  EXPECT_FALSE(server.send("too soon"));
  EXPECT_EQ(server.take_output(), "");
  EXPECT_EQ(server.engine->state(), EngineState::handshaking);
}

TEST_F(Handshake, EndsInOrderOnBothSides) {
  Pair pair = TlsWorld::connect(*server_, *client_, "a.example");
  ASSERT_TRUE(pair.client.send("last words"));
  pair.client.shutdown();
  pair.exchange();
  EXPECT_EQ(pair.server.plain, "last words");
  EXPECT_EQ(pair.server.engine->state(), EngineState::closed);
  EXPECT_EQ(pair.client.engine->state(), EngineState::open) << "the server may still write";

  ASSERT_TRUE(pair.server.send("answer"));
  pair.server.shutdown();
  pair.server.shutdown();
  pair.exchange();
  EXPECT_EQ(pair.client.plain, "answer");
  EXPECT_EQ(pair.client.engine->state(), EngineState::closed);
}

}  // namespace
}  // namespace meridian::tls
