// Ledgers of several edges on one real Redis.
#include <boost/asio/thread_pool.hpp>

#include "meridian/core/state/overrides_json.hpp"
#include "meridian/io/store/override_ledger.hpp"
#include "tests/component/io/store/stored.hpp"

namespace meridian::store::test {
namespace {

using state::Kind;
using state::Target;

const Target kWeight{Kind::weight, "api", "eu"};
const Target kRegion{Kind::state, "", "eu"};

state::Change change_of(const Target& target, state::Value value) {
  state::Change change;
  change.sets.emplace_back(target, std::move(value));
  change.reason = "test";
  change.by = "alice";
  change.at = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  change.resource = target;
  change.new_epoch = 7;
  return change;
}

class Ledgers : public ::testing::Test {
 protected:
  struct Edge {
    std::unique_ptr<OverrideLedger> ledger;
    OverrideLedger::Document effective;
    bool has(const Target& target) const { return effective->entries.contains(target); }
  };

  ~Ledgers() override { background_.join(); }
  std::unique_ptr<Edge> start(const std::string& name, const state::Overrides& first = {}) {
    auto edge = std::make_unique<Edge>();
    OverrideLedger::Settings settings;
    RedisStore::Settings redis = settings_of(6379, name);
    redis.poll_interval = milliseconds(200);
    settings.store = std::make_unique<RedisStore>(io_, redis, std::hash<std::string>()(name));
    settings.first = first;
    settings.known_at = std::chrono::system_clock::now();
    settings.edge = name;
    edge->ledger = std::make_unique<OverrideLedger>(
        io_, background_, std::move(settings),
        [to = edge.get()](const auto& document) { to->effective = document; });
    return edge;
  }
  bool await_up(const Edge& edge) {
    return await(io_, [&] { return edge.ledger->store().reachable(); });
  }
  Result<state::Applied> change(Edge& edge, const state::Change& asked) {
    return answer_of<state::Applied>(io_, [&](auto then) {
      boost::asio::post(io_, [&edge, asked, then] { edge.ledger->change(asked, then); });
    });
  }
  std::vector<Conflict> conflicts(Edge& edge) {
    return answer_of<std::vector<Conflict>>(io_, [&](auto then) { edge.ledger->conflicts(then); })
        .value();
  }

  boost::asio::io_context io_;
  boost::asio::thread_pool background_{1};
};

TEST_F(Ledgers, ShareWhatOneOfThemIsTold) {
  const RedisServer server(6379);
  auto one = start("edge-1"), two = start("edge-2");
  ASSERT_TRUE(await_up(*one) && await_up(*two));
  ASSERT_TRUE(change(*one, change_of(kWeight, 5U)).has_value());
  ASSERT_TRUE(await(io_, [&] { return two->has(kWeight); }));
  ASSERT_TRUE(change(*two, change_of(kRegion, config::UpstreamState::draining)).has_value());
  ASSERT_TRUE(await(io_, [&] { return one->has(kRegion); }));
  EXPECT_EQ(*one->ledger->current(), *two->ledger->current());
}

TEST_F(Ledgers, WriteBackWhatAnEmptiedStoreHasLost) {
  RedisServer server(6379);
  auto one = start("edge-1"), two = start("edge-2");
  ASSERT_TRUE(await_up(*one) && await_up(*two));
  ASSERT_TRUE(change(*one, change_of(kWeight, 5U)).has_value());
  ASSERT_TRUE(await(io_, [&] { return two->has(kWeight); }));
  server.kill();  // it saves nothing
  ASSERT_TRUE(await(io_, [&] { return !one->ledger->store().reachable(); }));
  EXPECT_TRUE(change(*one, change_of(kRegion, config::UpstreamState::draining)).has_error());
  server.start();
  ASSERT_TRUE(await_up(*one) && await_up(*two));
  // A change that meets the empty store finds what was there before.
  ASSERT_TRUE(change(*two, change_of(kRegion, config::UpstreamState::draining)).has_value());
  ASSERT_TRUE(await(io_, [&] { return one->has(kRegion); }));
  EXPECT_TRUE(one->has(kWeight) && two->has(kWeight));
  EXPECT_EQ(one->ledger->lost_documents() + two->ledger->lost_documents(), 0U);
}

TEST_F(Ledgers, KeepTheDocumentThatLostAndTakeItAfterAll) {
  const RedisServer server(6379);
  auto one = start("edge-1");
  ASSERT_TRUE(await_up(*one));
  ASSERT_TRUE(change(*one, change_of(kWeight, 5U)).has_value());
  state::Change other = change_of(kRegion, config::UpstreamState::draining);
  other.new_epoch = 8;  // as made in another partition
  auto two = start("edge-2", state::apply({}, other).overrides);
  ASSERT_TRUE(await(io_, [&] { return two->has(kWeight); }));
  EXPECT_FALSE(two->has(kRegion));
  EXPECT_EQ(two->ledger->lost_documents(), 1U);
  std::vector<Conflict> kept;
  ASSERT_TRUE(await(io_, [&] { return (kept = conflicts(*one)).size() == 1; }));
  EXPECT_EQ(kept[0].edge, "edge-2");
  state::Change adopt = change_of(kWeight, 1U);
  adopt.sets.clear();
  adopt.resource.reset();
  adopt.entries = state::decode(kept[0].text)->entries;
  ASSERT_TRUE(change(*one, adopt).has_value());
  ASSERT_TRUE(await(io_, [&] { return two->has(kRegion); }));
  EXPECT_FALSE(two->has(kWeight));
}

TEST_F(Ledgers, RestrictOneEdgeAloneWhileTheStoreIsAway) {
  RedisServer server(6379);
  auto one = start("edge-1"), two = start("edge-2");
  ASSERT_TRUE(await_up(*one) && await_up(*two));
  ASSERT_TRUE(change(*one, change_of(kWeight, 5U)).has_value());
  ASSERT_TRUE(await(io_, [&] { return two->has(kWeight); }));
  server.kill();
  ASSERT_TRUE(await(io_, [&] { return !one->ledger->store().reachable(); }));
  state::Change drain = change_of(kRegion, config::UpstreamState::draining);
  drain.expires = drain.at + milliseconds(1500);
  bool done = false;
  one->ledger->change_locally(
      drain, [&](const Result<state::Applied>& applied) { done = applied.has_value(); });
  EXPECT_TRUE(done && one->has(kRegion));
  server.start();
  ASSERT_TRUE(await_up(*one) && await_up(*two));
  // It reaches no other edge and no store, and ends by itself.
  ASSERT_TRUE(await(io_, [&] { return !one->has(kRegion); }));
  EXPECT_TRUE(one->has(kWeight));
  EXPECT_FALSE(two->has(kRegion));
  EXPECT_TRUE(one->ledger->local()->entries.empty());
}

}  // namespace
}  // namespace meridian::store::test
