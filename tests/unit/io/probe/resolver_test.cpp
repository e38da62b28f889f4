#include "meridian/io/probe/resolver.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <map>

#include "meridian/core/base/limits.hpp"
#include "meridian/core/routing/build_view.hpp"

namespace meridian::probe {
namespace {

using namespace std::chrono_literals;

Error not_found() {
  return {.code = ErrorCode::not_found,
          .source = ErrorSource::system,
          .retryable = true,
          .context = "cannot resolve: not found"};
}

// A resolver over a table of names that the test changes.
class ResolverTest : public testing::Test {
 protected:
  void watch(const std::vector<std::string>& hosts) {
    auto config = std::make_shared<config::Config>();
    config->regions["eu"];
    auto& service = config->services.emplace_back();
    service.id = "api";
    auto& upstream = service.upstreams.emplace_back();
    upstream.region = "eu";
    for (const std::string& host : hosts) upstream.endpoints.push_back({host, 80});
    auto topology = routing::Topology::build(config, topology_.get());
    ASSERT_TRUE(topology.has_value());
    topology_ = *topology;
    resolver_.watch(topology_);
  }
  void set(const std::string& host, const std::vector<std::string>& addresses) {
    auto& list = table_[host];
    list.clear();
    for (const std::string& a : addresses) list.push_back(*IpAddress::parse(a));
  }
  // Until `changes_` is `count`, the timers that gather answers included.
  void run_until_changes(int count) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (changes_ < count && std::chrono::steady_clock::now() < deadline) {
      io_.restart();
      io_.run_one_for(50ms);
    }
    ASSERT_EQ(changes_, count);
  }
  // Of one name: until its lookup has ended.
  void refresh_and_wait() {
    const auto ended = [this] { return resolver_.lookups().answered + resolver_.lookups().failed; };
    const auto before = ended();
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    resolver_.refresh();
    while (ended() == before && std::chrono::steady_clock::now() < deadline) {
      io_.restart();
      io_.run_one_for(50ms);
    }
    ASSERT_EQ(ended(), before + 1);
  }
  void run_for(milliseconds length) {
    io_.restart();
    io_.run_for(length);
  }
  std::vector<std::string> addresses_of(std::size_t endpoint) const {
    const EndpointId id = topology_->upstreams()[0].endpoints[endpoint].id;
    std::vector<std::string> texts;
    for (const auto& resolved : resolver_.addresses()) {
      if (resolved.id != id) continue;
      for (const auto& a : resolved.addresses) texts.push_back(a.address.to_string());
      if (texts.empty()) texts.emplace_back("none");
    }
    return texts;
  }
  using Texts = std::vector<std::string>;

  boost::asio::io_context io_;
  std::map<std::string, std::vector<IpAddress>> table_;
  int lookups_ = 0;
  int changes_ = 0;
  std::shared_ptr<const routing::Topology> topology_;
  Resolver resolver_{io_, [this](const auto&) { ++changes_; },
                     [this](const std::string& host, std::function<void(Resolver::Answer)> done) {
                       ++lookups_;
                       boost::asio::post(io_, [this, host, done = std::move(done)] {
                         const auto at = table_.find(host);
                         if (at == table_.end()) return done(not_found());
                         done(at->second);
                       });
                     }};
};

TEST_F(ResolverTest, LiteralsAreThereAtOnce) {
  watch({"127.0.0.1", "::1"});
  EXPECT_EQ(addresses_of(0), Texts{"127.0.0.1"});
  EXPECT_EQ(addresses_of(1), Texts{"::1"});
  EXPECT_EQ(lookups_, 0);
}

TEST_F(ResolverTest, NamesAreAbsentUntilTheirLookupEnds) {
  set("a.test", {"10.0.0.2", "10.0.0.1", "10.0.0.2"});
  watch({"a.test", "127.0.0.1"});
  EXPECT_EQ(addresses_of(0), Texts{});
  run_until_changes(1);
  EXPECT_EQ(addresses_of(0), (Texts{"10.0.0.1", "10.0.0.2"}));
}

TEST_F(ResolverTest, ANameThatNeverResolvedIsPresentWithoutAddresses) {
  watch({"absent.test"});
  run_until_changes(1);
  EXPECT_EQ(addresses_of(0), Texts{"none"});
}

TEST_F(ResolverTest, AFailureKeepsTheLastGoodAddresses) {
  set("a.test", {"10.0.0.1"});
  watch({"a.test"});
  run_until_changes(1);
  table_.clear();
  resolver_.refresh();
  run_for(100ms);
  EXPECT_EQ(lookups_, 2);
  EXPECT_EQ(addresses_of(0), Texts{"10.0.0.1"});
  EXPECT_EQ(changes_, 1);
}

TEST_F(ResolverTest, CountsAnswersFailuresAndEmptyAnswers) {
  set("a.test", {"10.0.0.1"});
  watch({"a.test"});
  run_until_changes(1);
  set("a.test", {});
  refresh_and_wait();
  table_.clear();
  refresh_and_wait();
  set("a.test", {"10.0.0.2"});
  refresh_and_wait();
  EXPECT_EQ(resolver_.lookups().answered, 2U);
  EXPECT_EQ(resolver_.lookups().failed, 2U);
}

TEST_F(ResolverTest, SaysOnceThatANameFailsAndOnceThatItsAddressesChanged) {
  set("a.test", {"10.0.0.1"});
  watch({"a.test"});
  run_until_changes(1);
  testing::internal::CaptureStderr();
  table_.clear();
  for (int i = 0; i < 3; ++i) refresh_and_wait();
  set("a.test", {"10.0.0.2"});
  for (int i = 0; i < 3; ++i) refresh_and_wait();
  const std::string log = testing::internal::GetCapturedStderr();
  const auto count = [&log](std::string_view words) {
    std::size_t found = 0;
    for (std::size_t at = log.find(words); at != log.npos; at = log.find(words, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("keeping the last addresses"), 1U) << log;
  EXPECT_EQ(count("a.test resolves again"), 1U) << log;
  EXPECT_EQ(count("a.test is now 10.0.0.2"), 1U) << log;
}

TEST_F(ResolverTest, AnEmptyAnswerIsAFailure) {
  set("a.test", {"10.0.0.1"});
  watch({"a.test"});
  run_until_changes(1);
  set("a.test", {});
  resolver_.refresh();
  run_for(100ms);
  EXPECT_EQ(addresses_of(0), Texts{"10.0.0.1"});
}

TEST_F(ResolverTest, ANewAnswerReplacesTheOldOne) {
  set("a.test", {"10.0.0.1"});
  watch({"a.test"});
  run_until_changes(1);
  set("a.test", {"10.0.0.9"});
  resolver_.refresh();
  run_until_changes(2);
  EXPECT_EQ(addresses_of(0), Texts{"10.0.0.9"});
}

TEST_F(ResolverTest, AnUnchangedAnswerIsNoChange) {
  set("a.test", {"10.0.0.1"});
  watch({"a.test"});
  run_until_changes(1);
  resolver_.refresh();
  run_for(100ms);
  EXPECT_EQ(changes_, 1);
}

TEST_F(ResolverTest, EqualNamesAreLookedUpOnceAndKeptOverAWatch) {
  set("a.test", {"10.0.0.1"});
  set("b.test", {"10.0.0.2"});
  watch({"a.test"});
  run_until_changes(1);
  watch({"b.test", "a.test"});
  EXPECT_EQ(addresses_of(1), Texts{"10.0.0.1"});
  run_until_changes(2);
  EXPECT_EQ(lookups_, 2);
  EXPECT_EQ(addresses_of(0), Texts{"10.0.0.2"});
}

TEST_F(ResolverTest, AnAnswerForANameThatLeftIsIgnored) {
  set("a.test", {"10.0.0.1"});
  watch({"a.test"});
  watch({"127.0.0.1"});
  run_for(100ms);
  EXPECT_EQ(changes_, 0);
  EXPECT_EQ(resolver_.addresses().size(), 1U);
}

TEST_F(ResolverTest, TooManyAddressesAreCut) {
  Texts many;
  for (int i = 1; i <= 20; ++i) many.push_back("10.0.0." + std::to_string(i));
  set("a.test", many);
  watch({"a.test"});
  run_until_changes(1);
  EXPECT_EQ(addresses_of(0).size(), limits::kAddressesPerEndpointMax);
}

TEST(Resolver, TheSystemKnowsLocalhost) {
  boost::asio::io_context io;
  std::vector<routing::ResolvedEndpoint> seen;
  Resolver resolver(io, [&](const auto& addresses) { seen = addresses; });
  auto config = std::make_shared<config::Config>();
  config->regions["eu"];
  auto& service = config->services.emplace_back();
  service.id = "api";
  service.upstreams.emplace_back().region = "eu";
  service.upstreams[0].endpoints.push_back({"localhost", 80});
  auto topology = routing::Topology::build(config, nullptr);
  ASSERT_TRUE(topology.has_value());
  resolver.watch(*topology);
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (seen.empty() && std::chrono::steady_clock::now() < deadline) {
    io.restart();
    io.run_one_for(50ms);
  }
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_FALSE(seen[0].addresses.empty());
}

}  // namespace
}  // namespace meridian::probe
