#include "io/redis/link.hpp"

#include "tests/component/io/redis/linked.hpp"

namespace meridian::redis::test {
namespace {

using meridian::testing::Issued;
using meridian::testing::TestAuthority;
using meridian::testing::TestDirectory;

class ALinkOverTls : public Linked {
 protected:
  // A server that asks for certificates of clients, as Redis does unless it is told not to.
  std::unique_ptr<RedisServer> start(const std::vector<std::string>& names) {
    const Issued leaf = authority_.issue(names);
    return std::make_unique<RedisServer>(
        0, std::vector<std::string>{"--tls-port", "6390", "--tls-cert-file",
                                    files_.write("s.crt", leaf.certificate), "--tls-key-file",
                                    files_.write("s.key", leaf.key), "--tls-ca-cert-file", ca_});
  }
  LinkSettings secured(tls::PeerTls tls) const {
    LinkSettings settings = settings_of(6390);
    auto context = tls::ClientContext::make(tls);
    EXPECT_TRUE(context.has_value()) << context.error().context;
    settings.tls = std::move(*context);
    return settings;
  }
  tls::PeerTls with_certificate() {
    const Issued leaf = authority_.issue({"edge-1"});
    return {.ca_file = ca_,
            .cert_file = files_.write("c.crt", leaf.certificate),
            .key_file = files_.write("c.key", leaf.key)};
  }

  TestDirectory files_;
  TestAuthority authority_;
  std::string ca_ = files_.write("ca.crt", authority_.certificate());
};

TEST_F(ALinkOverTls, ShowsItsCertificateAndVerifiesTheServers) {
  const auto server = start({"127.0.0.1"});
  connect(secured(with_certificate()));
  EXPECT_EQ(text({"PING"}), "PONG");
  const std::string value(300'000, 'v');
  EXPECT_EQ(text({"SET", "k", value}), "OK");
  EXPECT_EQ(text({"GET", "k"}), value);
  int hints = 0;
  link_->subscribe("changes", [&](std::string_view) { ++hints; });
  EXPECT_TRUE(await([&] { return hints == 1; }));
}

TEST_F(ALinkOverTls, VerifiesTheNameItIsTold) {
  const auto server = start({"redis.test"});
  LinkSettings settings = secured(with_certificate());
  settings.server_name = "redis.test";
  connect(settings);
  EXPECT_TRUE(await_up());
}

TEST_F(ALinkOverTls, RefusesAServerOfAnotherName) {
  const auto server = start({"redis.test"});
  connect(secured(with_certificate()));
  ASSERT_TRUE(await([&] { return link_->status().failed_attempts > 0; }));
  EXPECT_THAT(link_->status().last_error, HasSubstr("certificate"));
}

TEST_F(ALinkOverTls, RefusesAServerOfAnotherAuthority) {
  const auto server = start({"127.0.0.1"});
  const TestAuthority other("Other CA");
  tls::PeerTls tls = with_certificate();
  tls.ca_file = files_.write("other.crt", other.certificate());
  connect(secured(tls));
  ASSERT_TRUE(await([&] { return link_->status().failed_attempts > 0; }));
  EXPECT_FALSE(link_->up());
}

TEST_F(ALinkOverTls, IsRefusedWithoutACertificateWhereTheServerWantsOne) {
  const auto server = start({"127.0.0.1"});
  connect(secured({.ca_file = ca_}));
  ASSERT_TRUE(await([&] { return link_->status().failed_attempts > 1; }));
  EXPECT_FALSE(link_->up());
}

TEST_F(ALinkOverTls, NeedsAKeyThatBelongsToItsCertificate) {
  tls::PeerTls tls = with_certificate();
  tls.key_file = files_.write("x.key", authority_.issue({"x"}).key);
  const auto context = tls::ClientContext::make(tls);
  ASSERT_TRUE(context.has_error());
  EXPECT_THAT(context.error().context, HasSubstr("x.key"));
}

}  // namespace
}  // namespace meridian::redis::test
