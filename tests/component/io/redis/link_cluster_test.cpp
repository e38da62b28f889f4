// A link into a Redis Cluster of two nodes, one of which has all slots.
#include "meridian/core/redis/cluster.hpp"
#include "io/redis/link.hpp"
#include "tests/component/io/redis/linked.hpp"

namespace meridian::redis::test {
namespace {

const std::string kKey = "{test}:key";
const std::string kSlot = std::to_string(slot_of(kKey));

class ALinkIntoACluster : public Linked {
 protected:
  void SetUp() override {
    ASSERT_TRUE(ask(*one_, {"CLUSTER", "ADDSLOTSRANGE", "0", "16383"}).has_value());
    ASSERT_TRUE(ask(*one_, {"CLUSTER", "MEET", "127.0.0.1", "7002"}).has_value());
    ASSERT_TRUE(await([&] {
      return info(*one_).find("cluster_state:ok") != std::string::npos &&
             info(*two_).find("cluster_state:ok") != std::string::npos &&
             info(*two_).find("cluster_known_nodes:2") != std::string::npos;
    }));
    id_one_ = ask(*one_, {"CLUSTER", "MYID"})->text;
    id_two_ = ask(*two_, {"CLUSTER", "MYID"})->text;
  }
  std::string info(Link& link) {
    const auto answer = ask(link, {"CLUSTER", "INFO"});
    return answer ? answer->text : std::string();
  }
  std::unique_ptr<Link> by_hand(std::uint16_t port) {
    LinkSettings settings = settings_of(port);
    settings.command_timeout = settings.connect_timeout = seconds(20);
    return std::make_unique<Link>(io_, settings, port);
  }
  Link& connect_to(std::uint16_t port) {
    LinkSettings settings = settings_of(port);
    settings.greeting.mode = Mode::cluster;
    settings.greeting.key = kKey;
    return connect(settings);
  }
  void give_to(const std::string& id) {
    EXPECT_TRUE(ask(*two_, {"CLUSTER", "SETSLOT", kSlot, "NODE", id}).has_value());
    EXPECT_TRUE(ask(*one_, {"CLUSTER", "SETSLOT", kSlot, "NODE", id}).has_value());
  }

  RedisServer first_{7001, {"--cluster-enabled", "yes"}};
  RedisServer second_{7002, {"--cluster-enabled", "yes"}};
  std::unique_ptr<Link> one_ = by_hand(7001);
  std::unique_ptr<Link> two_ = by_hand(7002);
  std::string id_one_, id_two_;
};

TEST_F(ALinkIntoACluster, GoesToTheNodeThatHasItsSlot) {
  connect_to(7002);
  EXPECT_EQ(text({"SET", kKey, "1"}), "OK");
  EXPECT_EQ(link_->status().server, "127.0.0.1:7001");
}

TEST_F(ALinkIntoACluster, FollowsASlotThatMovesAndLosesNoCommand) {
  connect_to(7001);
  ASSERT_EQ(text({"SET", kKey, "0"}), "OK");
  ASSERT_TRUE(ask(*two_, {"CLUSTER", "SETSLOT", kSlot, "IMPORTING", id_one_}).has_value());
  ASSERT_TRUE(ask(*one_, {"CLUSTER", "SETSLOT", kSlot, "MIGRATING", id_two_}).has_value());
  EXPECT_EQ(ask({"INCR", kKey})->integer, 1) << "the key is still there";
  ASSERT_EQ(ask(*one_, {"MIGRATE", "127.0.0.1", "7002", kKey, "0", "5000"})->text, "OK");
  const Script increment("return redis.call('INCR', KEYS[1])");
  EXPECT_EQ(ask({"INCR", kKey})->integer, 2) << "asked of the other node";
  EXPECT_EQ(eval(increment, {kKey}, {})->integer, 3) << "a script the other node does not know";
  EXPECT_EQ(link_->status().server, "127.0.0.1:7001");
  give_to(id_two_);
  int answered = 0;
  for (int i = 0; i < 50; ++i)
    link_->send({"INCR", kKey}, [&](const Result<Reply>& reply) {
      EXPECT_TRUE(reply.has_value()) << reply.error().context;
      ++answered;
    });
  ASSERT_TRUE(await([&] { return answered == 50; }));
  EXPECT_EQ(text({"GET", kKey}), "53");
  EXPECT_EQ(link_->status().server, "127.0.0.1:7002");
  EXPECT_EQ(link_->status().command_errors, 0U);
}

TEST_F(ALinkIntoACluster, HearsMessagesWhereverTheyArePublished) {
  connect_to(7001);
  std::vector<std::string> heard;
  link_->subscribe("changes", [&](std::string_view message) { heard.emplace_back(message); });
  ASSERT_TRUE(await([&] { return heard.size() == 1; }));
  ASSERT_TRUE(ask(*two_, {"PUBLISH", "changes", "seven"}).has_value());
  EXPECT_TRUE(await([&] { return heard.back() == "seven"; }));
}

TEST_F(ALinkIntoACluster, FindsItsWayFromTheOtherNodesWhereTheFirstIsGone) {
  connect_to(7002);
  ASSERT_TRUE(await_up());
  ASSERT_TRUE(ask(*two_, {"CLUSTER", "SETSLOT", kSlot, "NODE", id_two_}).has_value());
  ASSERT_TRUE(ask(*two_, {"CLUSTER", "BUMPEPOCH"}).has_value());
  first_.kill();
  ASSERT_TRUE(await([&] { return link_->up() && link_->status().server == "127.0.0.1:7002"; }));
}

}  // namespace
}  // namespace meridian::redis::test
