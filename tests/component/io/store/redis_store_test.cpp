#include "meridian/io/store/redis_store.hpp"

#include "tests/component/io/store/stored.hpp"

namespace meridian::store::test {
namespace {

class ARedisStore : public ::testing::Test {
 protected:
  // What an operator of Redis does by hand.
  Result<redis::Reply> by_hand(std::uint16_t port, redis::Words words) {
    redis::LinkSettings settings;
    settings.addresses = {{"127.0.0.1", port, {}}};
    redis::Link link(io_, settings, 9);
    return answer_of<redis::Reply>(io_, [&](auto then) { link.send(words, then); });
  }

  boost::asio::io_context io_;
};

TEST_F(ARedisStore, HearsAtOnceWhatAnotherEdgeWrites) {
  const RedisServer server(6379);
  RedisStore::Settings patient = settings_of(6379, "edge-2");
  patient.poll_interval = seconds(30);
  const auto writer = open(io_, settings_of(6379));
  const auto reader = open(io_, patient);
  int told = 0;
  reader->on_change([&] { ++told; });
  ASSERT_EQ(read(io_, *reader)->version, 0U);
  // Until it listens, its first message may be missed.
  ASSERT_TRUE(await(io_, [&] {
    return by_hand(6379, {"PUBSUB", "NUMSUB", "{meridian:test}:changes"})->elements.at(1).integer ==
           2;
  }));
  told = 0;
  ASSERT_TRUE(write(io_, *writer, {}, {7, 1, "one"})->accepted);
  EXPECT_TRUE(await(io_, [&] { return told == 1; }));
  EXPECT_EQ(read(io_, *reader)->text, "one");
}

TEST_F(ARedisStore, FindsByAskingWhatNoMessageToldIt) {
  const RedisServer server(6379);
  RedisStore::Settings settings = settings_of(6379);
  settings.poll_interval = milliseconds(100);
  const auto store = open(io_, settings);
  ASSERT_TRUE(write(io_, *store, {}, {7, 1, "one"})->accepted);
  int told = 0;
  store->on_change([&] { ++told; });
  by_hand(6379, {"FLUSHALL"});
  EXPECT_TRUE(await(io_, [&] { return told > 0; }));
  EXPECT_EQ(read(io_, *store)->version, 0U);
}

TEST_F(ARedisStore, KeepsClustersApart) {
  const RedisServer server(6379);
  RedisStore::Settings other = settings_of(6379);
  other.cluster = "other";
  const auto one = open(io_, settings_of(6379));
  const auto two = open(io_, other);
  ASSERT_TRUE(write(io_, *one, {}, {7, 1, "one"})->accepted);
  EXPECT_EQ(read(io_, *two)->version, 0U);
}

TEST_F(ARedisStore, TakesNoDocumentThatWasDamaged) {
  const RedisServer server(6379);
  const auto store = open(io_, settings_of(6379));
  ASSERT_TRUE(write(io_, *store, {}, {7, 1, "one"})->accepted);
  by_hand(6379, {"HSET", "{meridian:test}:overrides", "text", "two"});
  const auto stored = read(io_, *store);
  ASSERT_TRUE(stored.has_error());
  EXPECT_EQ(stored.error().code, ErrorCode::invalid);
  EXPECT_THAT(stored.error().context, HasSubstr("damaged"));
  by_hand(6379, {"DEL", "{meridian:test}:overrides"});
  by_hand(6379, {"SET", "{meridian:test}:overrides", "text"});
  EXPECT_TRUE(read(io_, *store).has_error());
}

TEST_F(ARedisStore, SaysHowManyReplicasHaveAChange) {
  const RedisServer master(6379);
  RedisServer replica(6380, {"--replicaof", "127.0.0.1 6379"});
  ASSERT_TRUE(await(io_, [&] {
    const auto role = by_hand(6380, {"ROLE"});
    return role && role->elements.size() > 3 && role->elements[3].text == "connected";
  }));
  RedisStore::Settings settings = settings_of(6379);
  settings.wait_replicas = 1;
  settings.wait_timeout = settings.link.command_timeout = seconds(20);
  const auto store = open(io_, settings);
  EXPECT_EQ(write(io_, *store, {}, {7, 1, "one"})->replicas, 1U);
  replica.kill();
  settings.wait_timeout = milliseconds(100);
  const auto hasty = open(io_, settings);
  const auto written = write(io_, *hasty, {7, 1, ""}, {7, 2, "two"});
  EXPECT_TRUE(written->accepted);
  EXPECT_EQ(written->replicas, 0U);
}

TEST_F(ARedisStore, SaysWhyAServerWithoutMemoryTakesNothing) {
  const RedisServer server(6379, {"--maxmemory", "100kb"});
  const auto store = open(io_, settings_of(6379));
  const auto written = write(io_, *store, {}, {7, 1, "one"});
  ASSERT_TRUE(written.has_error());
  EXPECT_THAT(written.error().context, HasSubstr("maxmemory"));
  EXPECT_EQ(read(io_, *store)->version, 0U) << "it still answers";
}

TEST_F(ARedisStore, SaysThatItWasGivenAReplica) {
  const RedisServer master(6379);
  const RedisServer replica(6380, {"--replicaof", "127.0.0.1 6379"});
  const auto store = open(io_, settings_of(6380));
  const auto written = write(io_, *store, {}, {7, 1, "one"});
  ASSERT_TRUE(written.has_error());
  EXPECT_THAT(written.error().context, HasSubstr("replica"));
}

TEST_F(ARedisStore, NeedsOnlyTheRightsThatItsDocumentationLists) {
  std::vector<std::string> user{
      "--user", "edge", "on", ">secret", "~{meridian:test}:*", "&{meridian:test}:changes"};
  for (const char* right :
       {"+hmget", "+hset", "+hget", "+xadd", "+xrange", "+xrevrange", "+publish", "+subscribe",
        "+evalsha", "+eval", "+wait", "+client|setname", "+info", "+role", "+ping"})
    user.emplace_back(right);
  const RedisServer server(6379, user);
  RedisStore::Settings settings = settings_of(6379);
  settings.link.greeting.login = {"edge", "secret"};
  settings.wait_replicas = 1;
  settings.wait_timeout = milliseconds(10);
  const auto store = open(io_, settings);
  const auto written = write(io_, *store, {}, {7, 1, "one"});
  ASSERT_TRUE(written.has_value()) << written.error().context;
  EXPECT_TRUE(written->accepted);
  EXPECT_EQ(read(io_, *store)->text, "one");
  EXPECT_TRUE(answer_of<std::vector<Conflict>>(io_, [&](auto then) {
                store->conflicts(then);
              }).has_value());
}

}  // namespace
}  // namespace meridian::store::test
