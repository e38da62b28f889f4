// A link to the master that a real Sentinel watches.
#include "io/redis/link.hpp"
#include "tests/component/io/redis/linked.hpp"

namespace meridian::redis::test {
namespace {

using meridian::testing::TestDirectory;

class ALinkBySentinel : public Linked {
 protected:
  void SetUp() override {
    ASSERT_TRUE(await([&] {
      const auto role = ask(*by_hand(6380), {"ROLE"});
      return role && role->elements.size() > 3 && role->elements[3].text == "connected";
    }));
    const std::string file = files_.write(
        "sentinel.conf",
        "sentinel monitor main 127.0.0.1 6379 1\nsentinel down-after-milliseconds main 500\n"
        "sentinel failover-timeout main 5000\n");
    sentinel_ = std::make_unique<RedisServer>(26379, std::vector<std::string>{file, "--sentinel"});
    LinkSettings settings = settings_of(26379);
    settings.addresses.insert(settings.addresses.begin(), {"127.0.0.1", 26378, {}});  // nobody
    settings.greeting.mode = Mode::sentinel;
    settings.master = "main";
    connect(settings);
  }
  std::unique_ptr<Link> by_hand(std::uint16_t port) {
    return std::make_unique<Link>(io_, settings_of(port), port);
  }
  bool await_server(const std::string& server) {
    return await([&] { return link_->up() && link_->status().server == server; });
  }
  bool knows_replica() {
    const auto known = ask(*by_hand(26379), {"SENTINEL", "REPLICAS", "main"});
    return known && !known->elements.empty();
  }

  TestDirectory files_;
  RedisServer first_{6379};
  RedisServer second_{6380, {"--replicaof", "127.0.0.1 6379"}};
  std::unique_ptr<RedisServer> sentinel_;
};

TEST_F(ALinkBySentinel, AsksOneSentinelAfterTheOtherForTheMaster) {
  ASSERT_TRUE(await_server("127.0.0.1:6379"));
  EXPECT_EQ(text({"SET", "k", "v"}), "OK");
}

TEST_F(ALinkBySentinel, FollowsAPromotion) {
  ASSERT_TRUE(await_server("127.0.0.1:6379"));
  EXPECT_EQ(text({"SET", "k", "v"}), "OK");
  ASSERT_TRUE(await([&] { return knows_replica(); }));
  ASSERT_EQ(ask(*by_hand(26379), {"SENTINEL", "FAILOVER", "main"})->text, "OK");
  ASSERT_TRUE(await_server("127.0.0.1:6380"));
  EXPECT_EQ(text({"SET", "k", "w"}), "OK");
}

TEST_F(ALinkBySentinel, FindsThePromotedReplicaAfterTheMasterWasKilled) {
  ASSERT_TRUE(await_server("127.0.0.1:6379"));
  ASSERT_TRUE(await([&] { return knows_replica(); }));
  first_.kill();
  ASSERT_TRUE(await_server("127.0.0.1:6380"));
  EXPECT_EQ(text({"SET", "k", "w"}), "OK");
}

TEST_F(ALinkBySentinel, SaysThatTheSentinelDoesNotKnowTheMaster) {
  LinkSettings settings = settings_of(26379);
  settings.greeting.mode = Mode::sentinel;
  settings.master = "other";
  connect(settings);
  ASSERT_TRUE(await([&] { return link_->status().failed_attempts > 0; }));
  EXPECT_THAT(link_->status().last_error, HasSubstr("store.sentinel_master"));
}

}  // namespace
}  // namespace meridian::redis::test
