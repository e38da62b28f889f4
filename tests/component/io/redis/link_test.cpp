#include "io/redis/link.hpp"

#include "tests/component/io/redis/linked.hpp"

namespace meridian::redis::test {
namespace {

class ALink : public Linked {};

TEST_F(ALink, AnswersPipelinedCommandsInOrder) {
  const RedisServer server(6379);
  connect(settings_of(6379));
  std::vector<std::int64_t> answers;
  for (int i = 0; i < 500; ++i)
    link_->send({"INCR", "n"}, [&](const Result<Reply>& reply) {
      answers.push_back(reply ? reply->integer : -1);
    });
  ASSERT_TRUE(await([&] { return answers.size() == 500; }));
  for (std::int64_t i = 0; i < 500; ++i) EXPECT_EQ(answers[static_cast<std::size_t>(i)], i + 1);
  EXPECT_EQ(link_->status().server, "127.0.0.1:6379");
  EXPECT_EQ(link_->status().waiting, 0U);
}

TEST_F(ALink, CarriesBytesOfEveryKindAndSize) {
  const RedisServer server(6379);
  connect(settings_of(6379));
  std::string value(1 << 20, '\r');
  for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<char>(i * 7);
  EXPECT_EQ(text({"SET", "k", value}), "OK");
  EXPECT_EQ(text({"GET", "k"}), value);
}

TEST_F(ALink, RunsScriptsByTheirHashAlsoOnAServerThatHasForgottenThem) {
  const RedisServer server(6379);
  connect(settings_of(6379));
  const Script script("return {KEYS[1], ARGV[1], #ARGV}");
  for (int turn = 0; turn < 3; ++turn) {
    const auto answer = eval(script, {"k"}, {"a", "b"});
    ASSERT_TRUE(answer.has_value()) << answer.error().context;
    EXPECT_EQ(answer->elements.at(0).text, "k");
    EXPECT_EQ(answer->elements.at(2).integer, 2);
    if (turn == 1) {
      EXPECT_EQ(text({"SCRIPT", "FLUSH"}), "OK");
    }
  }
  EXPECT_THAT(text({"INFO", "commandstats"}), HasSubstr("cmdstat_eval:calls=2,"));
}

TEST_F(ALink, GivesAnErrorReplyAsAnErrorThatNamesTheServer) {
  const RedisServer server(6379);
  connect(settings_of(6379));
  const auto answer = ask({"GET"});
  ASSERT_TRUE(answer.has_error());
  EXPECT_THAT(answer.error().context, HasSubstr("127.0.0.1:6379"));
  EXPECT_EQ(link_->status().command_errors, 1U);
}

TEST_F(ALink, LogsInAsAnAclUserAndSelectsADatabase) {
  const RedisServer server(
      6379, {"--user", "default off", "--user", "edge on >secret ~* &* +@all", "--databases", "4"});
  LinkSettings settings = settings_of(6379);
  settings.greeting.login = {"edge", "secret"};
  settings.greeting.database = 2;
  connect(settings);
  EXPECT_EQ(text({"ACL", "WHOAMI"}), "edge");
  EXPECT_THAT(text({"CLIENT", "INFO"}), HasSubstr("name=edge-1"));
  EXPECT_THAT(text({"CLIENT", "INFO"}), HasSubstr("db=2"));
}

TEST_F(ALink, SaysThatThePasswordIsWrongAndComesUpWhenItIsRight) {
  const RedisServer server(6379, {"--requirepass", "right"});
  LinkSettings settings = settings_of(6379);
  settings.greeting.login.password = "wrong";
  connect(settings);
  ASSERT_TRUE(await([&] { return link_->status().failed_attempts > 1; }));
  EXPECT_THAT(link_->status().last_error, HasSubstr("store.password_file"));
  EXPECT_THAT(text({"GET", "k"}), HasSubstr("the store is away"));
  LinkSettings right = settings_of(6379);
  right.greeting.login.password = "right";
  Link control(io_, right, 2);
  ASSERT_TRUE(ask(control, {"CONFIG", "SET", "requirepass", "wrong"}).has_value());
  EXPECT_TRUE(await_up());
}

TEST_F(ALink, RefusesAServerThatThrowsThingsAway) {
  const RedisServer server(6379, {"--maxmemory-policy", "allkeys-lru"});
  connect(settings_of(6379));
  ASSERT_TRUE(await([&] { return link_->status().failed_attempts > 0; }));
  EXPECT_THAT(link_->status().last_error, HasSubstr("maxmemory-policy"));
  EXPECT_FALSE(link_->up());
}

TEST_F(ALink, SpeaksOverAUnixSocket) {
  const RedisServer server(0);
  LinkSettings settings = settings_of(0);
  settings.addresses = {{"", 0, server.path("redis.sock")}};
  connect(settings);
  EXPECT_EQ(text({"PING"}), "PONG");
}

TEST_F(ALink, FailsAtOnceWhileTheServerIsAwayAndFindsItAgain) {
  RedisServer server(6379);
  connect(settings_of(6379));
  int ups = 0;
  link_->on_up([&] { ++ups; });
  ASSERT_TRUE(await([&] { return ups == 1; }));
  server.kill();
  ASSERT_TRUE(await([&] { return !link_->up() && link_->status().failed_attempts > 0; }));
  EXPECT_THAT(text({"PING"}), HasSubstr("refused"));
  server.start();
  ASSERT_TRUE(await([&] { return ups == 2; }));
  EXPECT_EQ(text({"PING"}), "PONG");
  EXPECT_EQ(link_->status().losses, 1U);
  EXPECT_EQ(link_->status().last_error, "");
}

TEST_F(ALink, GivesUpAServerThatHangsAndReturnsToItWhenItGoesOn) {
  RedisServer server(6379);
  LinkSettings settings = settings_of(6379);
  settings.command_timeout = settings.connect_timeout = seconds(2);
  connect(settings);
  ASSERT_EQ(text({"PING"}), "PONG");
  server.pause();
  const auto answer = ask({"PING"});
  ASSERT_TRUE(answer.has_error());
  EXPECT_EQ(answer.error().code, ErrorCode::timeout);
  EXPECT_THAT(answer.error().context, HasSubstr("whether it was done is not known"));
  ASSERT_TRUE(await([&] { return link_->status().failed_attempts > 0; }));
  EXPECT_FALSE(link_->up());
  server.resume();
  EXPECT_TRUE(await_up());
}

TEST_F(ALink, BearsAnotherKindOfServer) {
  const RedisServer server(6379, {"--tls-port", "0"});
  LinkSettings settings = settings_of(6379);
  auto tls = tls::ClientContext::make(tls::PeerTls{.verify = false});
  ASSERT_TRUE(tls.has_value());
  settings.tls = std::move(*tls);
  settings.connect_timeout = seconds(1);
  connect(settings);  // a plain server is given a TLS handshake
  ASSERT_TRUE(await([&] { return link_->status().failed_attempts > 0; }));
  EXPECT_THAT(link_->status().last_error, HasSubstr("TLS"));
}

TEST_F(ALink, HearsTheMessagesOfItsChannelAndThatItMayHaveMissedSome) {
  RedisServer server(6379);
  connect(settings_of(6379));
  std::vector<std::string> heard;
  link_->subscribe("changes", [&](std::string_view message) { heard.emplace_back(message); });
  ASSERT_TRUE(await([&] { return heard.size() == 1; }));
  EXPECT_EQ(ask({"PUBLISH", "changes", "seven"})->integer, 1);
  ASSERT_TRUE(await([&] { return heard.size() == 2; }));
  EXPECT_EQ(heard, (std::vector<std::string>{"", "seven"}));
  server.kill();
  server.start();
  ASSERT_TRUE(await([&] { return heard.size() == 3; }));
  EXPECT_EQ(heard.back(), "");
}

TEST_F(ALink, ListensAgainWhereOnlyTheSubscriptionWasCut) {
  RedisServer server(6379);
  connect(settings_of(6379));
  int hints = 0;
  link_->subscribe("changes", [&](std::string_view) { ++hints; });
  ASSERT_TRUE(await([&] { return hints == 1; }));
  EXPECT_EQ(ask({"CLIENT", "KILL", "TYPE", "pubsub"})->integer, 1);
  ASSERT_TRUE(await([&] { return hints == 2; }));
  EXPECT_EQ(link_->status().losses, 0U);
}

TEST_F(ALink, KeepsABoundedNumberOfCommands) {
  RedisServer server(6379);
  connect(settings_of(6379));
  int refused = 0, answered = 0;
  for (int i = 0; i < 5000; ++i)
    link_->send({"PING"}, [&](const Result<Reply>& reply) {
      ++(reply.has_error() && reply.error().code == ErrorCode::limit ? refused : answered);
    });
  ASSERT_TRUE(await([&] { return refused + answered == 5000; }));
  EXPECT_EQ(answered, 4096);
}

TEST_F(ALink, CallsNobodyAfterItsEnd) {
  RedisServer server(6379);
  connect(settings_of(6379));
  ASSERT_TRUE(await_up());
  bool called = false;
  link_->send({"PING"}, [&](const Result<Reply>&) { called = true; });
  link_.reset();
  io_.run_for(milliseconds(300));
  EXPECT_FALSE(called);
}

}  // namespace
}  // namespace meridian::redis::test
