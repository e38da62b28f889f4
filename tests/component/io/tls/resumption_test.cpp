// Tickets: what resumes, where, and what must not.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "tests/component/io/tls/raw_tls_client.hpp"
#include "tests/component/io/tls/tls_pair.hpp"

namespace meridian::tls {
namespace {

class Resumption : public ::testing::TestWithParam<int> {
 protected:
  Resumption() { SSL_CTX_set_max_proto_version(client_->native(), GetParam()); }

  std::unique_ptr<ServerContext> server_with(const TicketKeys& keys) {
    world_.tickets = std::make_shared<const TicketKeys>(keys);
    return world_.server({certificate_});
  }
  // The connection ends without close_notify, as most do: its session must still serve later.
  bool resumes(const ServerContext& server) {
    const Pair pair = TlsWorld::connect(server, *client_, "a.example");
    EXPECT_TRUE(pair.open()) << pair.client.engine->failure() << pair.server.engine->failure();
    EXPECT_EQ(pair.server.engine->server_name(), "a.example");
    EXPECT_EQ(pair.client.engine->resumed(), pair.server.engine->resumed());
    return pair.server.engine->resumed();
  }

  TlsWorld world_;
  config::Certificate certificate_ = world_.certificate({"a.example", "b.example"});
  std::unique_ptr<ClientContext> client_ = world_.client();
};

TEST_P(Resumption, WorksAgainAndAgainAfterAbruptEnds) {
  const auto server = world_.server({certificate_});
  EXPECT_FALSE(resumes(*server));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(resumes(*server));
}

TEST_P(Resumption, WorksOnAnotherWorkerWithTheSameKeys) {
  const auto first = world_.server({certificate_});
  const auto second = world_.server({certificate_});
  EXPECT_FALSE(resumes(*first));
  EXPECT_TRUE(resumes(*second));
}

TEST_P(Resumption, SurvivesARenewedCertificate) {
  const auto before = world_.server({certificate_});
  const auto after = world_.server({world_.certificate({"a.example"})});
  EXPECT_FALSE(resumes(*before));
  EXPECT_TRUE(resumes(*after));
}

TEST_P(Resumption, FallsBackToAFullHandshakeUnderUnknownKeys) {
  const auto first = server_with(TicketKeys::random());
  const auto second = server_with(TicketKeys::random());
  EXPECT_FALSE(resumes(*first));
  EXPECT_FALSE(resumes(*second));
}

TEST_P(Resumption, RenewsATicketOfAnOlderKey) {
  const TicketKeys old_keys = TicketKeys::random();
  TicketKeys rotated = TicketKeys::random();
  const TicketKeys only_new = [&] {
    TicketKeys keys = TicketKeys::random();
    keys.keys[0] = rotated.keys[0];
    return keys;
  }();
  rotated.keys[2] = old_keys.keys[0];
  EXPECT_FALSE(resumes(*server_with(old_keys)));
  EXPECT_TRUE(resumes(*server_with(rotated)));
  EXPECT_TRUE(resumes(*server_with(only_new))) << "the client was given no ticket of the new key";
}

// E2: what an edge does while a new key is brought to all of them, and to the front.
TEST_P(Resumption, NeverFailsWhileKeysRotateOnTwoEdges) {
  const auto keys_of = [this](const std::vector<std::string>& names) {
    std::vector<std::string> files;
    for (const std::string& name : names)
      files.push_back(world_.directory.write(name, std::string(32, name.back())));
    return std::make_shared<const TicketKeys>(*TicketKeys::load(files));
  };
  const auto one = world_.server({certificate_});
  const auto other = world_.server({certificate_});
  one->use_tickets(keys_of({"k1"}));
  other->use_tickets(keys_of({"k1"}));
  EXPECT_FALSE(resumes(*one));
  const auto resumes_everywhere = [&] {
    EXPECT_TRUE(resumes(*one));
    EXPECT_TRUE(resumes(*other));
    EXPECT_TRUE(resumes(*one));
  };
  for (char next = '2'; next <= '9'; ++next) {
    const std::string current = std::string("k") + static_cast<char>(next - 1);
    const std::string fresh = std::string("k") + next;
    one->use_tickets(keys_of({current, fresh}));
    resumes_everywhere();
    other->use_tickets(keys_of({current, fresh}));
    resumes_everywhere();
    one->use_tickets(keys_of({fresh, current}));
    resumes_everywhere();
    other->use_tickets(keys_of({fresh, current}));
    resumes_everywhere();
  }
}

TEST_P(Resumption, OutlivesTwoRenewalsOfAKeyAndNotThree) {
  TicketKeys keys = TicketKeys::random();
  const auto server = server_with(keys);
  EXPECT_FALSE(resumes(*server));
  keys = keys.renewed().renewed();
  server->use_tickets(std::make_shared<const TicketKeys>(keys));
  EXPECT_TRUE(resumes(*server));
  keys = keys.renewed().renewed().renewed();
  server->use_tickets(std::make_shared<const TicketKeys>(keys));
  EXPECT_FALSE(resumes(*server));
}

TEST_P(Resumption, IsBoundToTheName) {
  const auto server = world_.server({certificate_, world_.certificate({"c.example"})});
  Side first(Engine::server(*server));
  RawTlsClient giver(GetParam(), "a.example");
  giver.exchange(first);
  ASSERT_NE(giver.session(), nullptr);

  for (const char* name : {"a.example", "b.example", "c.example"}) {
    SSL_SESSION* session = SSL_SESSION_dup(giver.session());
    Side second(Engine::server(*server));
    RawTlsClient taker(GetParam(), name, session);
    taker.exchange(second);
    ASSERT_EQ(second.engine->state(), EngineState::open) << second.engine->failure();
    EXPECT_EQ(second.engine->resumed(), std::string_view(name) == "a.example") << name;
    SSL_SESSION_free(session);
  }
}

TEST_P(Resumption, IsBoundToTheListener) {
  const auto one = world_.server({certificate_});
  world_.listener.name = "another";
  const auto other = world_.server({certificate_});
  EXPECT_FALSE(resumes(*one));
  EXPECT_FALSE(resumes(*other));
}

TEST_P(Resumption, ClientKeepsSessionsOfEachNameApart) {
  const auto server = world_.server({certificate_});
  EXPECT_FALSE(resumes(*server));
  const Pair other = TlsWorld::connect(*server, *client_, "b.example");
  EXPECT_TRUE(other.open());
  EXPECT_FALSE(other.client.engine->resumed());
}

int given_tickets = 0;

TEST_P(Resumption, EachConnectionGivesAtMostOneTicket) {
  const auto server = world_.server({certificate_});
  using Keep = int (*)(SSL*, SSL_SESSION*);
  static Keep keep = nullptr;
  keep = SSL_CTX_sess_get_new_cb(client_->native());
  SSL_CTX_sess_set_new_cb(client_->native(), [](SSL* ssl, SSL_SESSION* session) {
    ++given_tickets;
    return keep(ssl, session);
  });
  given_tickets = 0;
  EXPECT_FALSE(resumes(*server));
  EXPECT_EQ(given_tickets, 1);
  EXPECT_TRUE(resumes(*server));
  // A TLS 1.3 client should use a ticket once; under TLS 1.2 the first one stays good.
  EXPECT_EQ(given_tickets, GetParam() == TLS1_3_VERSION ? 2 : 1);
}

TEST_P(Resumption, TicketMayArriveAfterTheContextIsGone) {
  const auto server = world_.server({certificate_});
  Pair pair{Side(Engine::client(*client_, "a.example")), Side(Engine::server(*server))};
  client_.reset();
  pair.client.start();
  pair.exchange();
  EXPECT_TRUE(pair.open());
}

INSTANTIATE_TEST_SUITE_P(Versions, Resumption, ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) {
                           return version.param == TLS1_3_VERSION ? "Tls13" : "Tls12";
                         });

}  // namespace
}  // namespace meridian::tls
