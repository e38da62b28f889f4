// Whom we believe as a client of upstreams.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/component/io/tls/tls_pair.hpp"

namespace meridian::tls {
namespace {

using ::testing::HasSubstr;

class UpstreamVerification : public ::testing::Test {
 protected:
  // The reason why the client refused; empty where it did not.
  std::string refusal(const ServerContext& server, const ClientContext& client,
                      const std::string& name) {
    const Pair pair = TlsWorld::connect(server, client, name);
    EXPECT_EQ(pair.open(), pair.client.engine->failure().empty());
    EXPECT_EQ(pair.client.engine->state() == EngineState::failed,
              !pair.client.engine->failure().empty());
    return std::string(pair.client.engine->failure());
  }

  TlsWorld world_;
  std::unique_ptr<ServerContext> server_ =
      world_.server({world_.certificate({"a.example", "127.0.0.1", "::1"})});
  std::unique_ptr<ClientContext> client_ = world_.client();
};

TEST_F(UpstreamVerification, AcceptsTheNameAndTheAddresses) {
  for (const char* name : {"a.example", "A.Example", "a.example.", "127.0.0.1", "::1"})
    EXPECT_EQ(refusal(*server_, *client_, name), "") << name;
}

TEST_F(UpstreamVerification, RefusesAnotherName) {
  EXPECT_EQ(refusal(*server_, *client_, "b.example"), "hostname mismatch");
  EXPECT_EQ(refusal(*server_, *client_, "127.0.0.2"), "IP address mismatch");
}

TEST_F(UpstreamVerification, TellsTheServerWhy) {
  Pair pair = TlsWorld::connect(*server_, *client_, "b.example");
  EXPECT_EQ(pair.server.engine->state(), EngineState::failed);
  EXPECT_EQ(pair.server.engine->failure(), "sslv3 alert bad certificate");
}

TEST_F(UpstreamVerification, RefusesAnUnknownAuthority) {
  const testing::TestAuthority stranger("Stranger");
  config::UpstreamTls settings;
  settings.ca_file = world_.directory.write("stranger.pem", stranger.certificate());
  const auto client = ClientContext::make(settings);
  ASSERT_TRUE(client);
  EXPECT_EQ(refusal(*server_, **client, "a.example"), "unable to get local issuer certificate");
}

TEST_F(UpstreamVerification, RefusesByDefaultWhatTheSystemDoesNotTrust) {
  const auto client = ClientContext::make(config::UpstreamTls{});
  ASSERT_TRUE(client) << client.error().context;
  EXPECT_TRUE((*client)->verifies());
  EXPECT_EQ(refusal(*server_, **client, "a.example"), "unable to get local issuer certificate");
}

TEST_F(UpstreamVerification, RefusesAnExpiredCertificate) {
  const auto issued =
      world_.authority.issue({"a.example"}, testing::KeyType::ec, -std::chrono::hours(1));
  const auto server = world_.server({{world_.directory.write("old.pem", issued.certificate),
                                      world_.directory.write("old.key", issued.key)}});
  EXPECT_EQ(refusal(*server, *client_, "a.example"), "certificate has expired");
}

TEST_F(UpstreamVerification, CanBeSwitchedOff) {
  config::UpstreamTls settings;
  settings.verify = false;
  const auto client = ClientContext::make(settings);
  ASSERT_TRUE(client);
  EXPECT_FALSE((*client)->verifies());
  EXPECT_EQ(refusal(*server_, **client, "b.example"), "");
}

TEST_F(UpstreamVerification, NeverRunsWithoutAName) {
  CipherBuffer out(kCipherBufferBytes);
  for (const std::string& name : {std::string(), std::string("."), std::string(300, 'a')}) {
    const auto engine = Engine::client(*client_, name);
    EXPECT_EQ(engine->start(out), EngineState::failed);
    EXPECT_EQ(engine->failure(), "the server name is neither a host name nor an address");
    EXPECT_TRUE(out.view().empty());
  }
}

TEST_F(UpstreamVerification, ReportsAnUnreadableCaFile) {
  config::UpstreamTls settings;
  for (const auto& file : {world_.directory.path("gone.pem"),
                           world_.directory.write("garbage.pem", "not a certificate\n")}) {
    settings.ca_file = file;
    const auto client = ClientContext::make(settings);
    ASSERT_FALSE(client);
    EXPECT_THAT(client.error().context, HasSubstr(file));
  }
}

}  // namespace
}  // namespace meridian::tls
