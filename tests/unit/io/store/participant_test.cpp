#include "meridian/io/store/participant.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "meridian/io/store/memory_agreement.hpp"

namespace meridian::store {
namespace {

using health::ProbeOutcome;
using Clock = std::chrono::steady_clock;

constexpr UpstreamId kUpstream{2};
constexpr EndpointId kEndpoint{5};

// An edge with one upstream that has one check, which falls and rises at once.
class TestEdge {
 public:
  TestEdge(boost::asio::io_context& io, const std::string& name, std::uint64_t run,
           std::shared_ptr<agreement::StoreModel> model)
      : participant_(io, settings(name, run),
                     std::make_unique<MemoryAgreement>(io, std::move(model)), [this] { ++told_; }) {
    config::HealthCheck check;
    check.name = "up";
    check.fall = check.rise = 1;
    health::HealthTable::Upstream upstream;
    upstream.id = kUpstream;
    upstream.endpoints = {{kEndpoint, {check}}};
    table_.watch({upstream}, Clock::now());
    participant_.watch({{{kUpstream, "api/eu", {kEndpoint}, agreement::kMajority}, {}, {}}});
    participant_.set_health(table_);
  }
  void probe(ProbeOutcome outcome) {
    table_.apply(kEndpoint, 0, {outcome, {}, {}}, Clock::now(), 1);
    participant_.set_health(table_);
  }
  health::UpstreamHealth seen() const { return participant_.upstreams().at(0); }
  Participant& participant() { return participant_; }
  int told() const { return told_; }

 private:
  static Participant::Settings settings(const std::string& name, std::uint64_t run) {
    Participant::Settings settings;
    settings.reporter = {name, run, milliseconds(200), {milliseconds(600), milliseconds(60'000)}};
    return settings;
  }
  health::HealthTable table_;
  int told_ = 0;
  Participant participant_;
};

class Participants : public testing::Test {
 protected:
  // Until it holds.
  template <class Condition>
  void await(Condition holds) {
    const Instant deadline = Clock::now() + seconds(20);
    while (!holds() && Clock::now() < deadline) io_.run_one_for(milliseconds(100));
    EXPECT_TRUE(holds());
  }
  void await_all_up() {
    for (TestEdge* edge : edges_) edge->probe(ProbeOutcome::ok);
    await([&] {
      return a_.participant().reporter().last_answer().has_value() &&
             a_.participant().reporter().last_answer()->members == 3;
    });
  }

  boost::asio::io_context io_;
  std::shared_ptr<agreement::StoreModel> model_ = std::make_shared<agreement::StoreModel>();
  TestEdge a_{io_, "a", 1, model_}, b_{io_, "b", 2, model_}, c_{io_, "c", 3, model_};
  const std::vector<TestEdge*> edges_{&a_, &b_, &c_};
};

TEST_F(Participants, LeaveWhatAnswersMostOfThemWrongly) {
  await_all_up();
  a_.probe(ProbeOutcome::bad_status);
  b_.probe(ProbeOutcome::bad_status);
  await([&] { return c_.seen().health == health::Health::out; });
  EXPECT_EQ(c_.seen().reason, health::HealthReason::agreed);
  EXPECT_EQ(c_.seen().votes, 2U);
  EXPECT_EQ(c_.seen().voters, 3U);
  EXPECT_GT(c_.told(), 0);
  const auto* verdict = c_.participant().verdict_on("api/eu");
  ASSERT_NE(verdict, nullptr);
  EXPECT_TRUE(verdict->out);
  a_.probe(ProbeOutcome::ok);
  b_.probe(ProbeOutcome::ok);
  await([&] { return health::serves(c_.seen().health); });
}

TEST_F(Participants, StayWhereOnlyOthersDoNotGet) {
  await_all_up();
  a_.probe(ProbeOutcome::timeout);
  b_.probe(ProbeOutcome::timeout);
  await([&] {
    const auto* verdict = c_.participant().verdict_on("api/eu");
    return verdict != nullptr && verdict->out;
  });
  EXPECT_EQ(c_.seen().health, health::Health::up);
  EXPECT_EQ(a_.seen().reason, health::HealthReason::check_failed);
}

TEST_F(Participants, AreToldApartByWhatTheirWorkersDecideBy) {
  await_all_up();
  for (TestEdge* edge : edges_) edge->participant().set_standing({1, 7, 1});
  const auto agreeing = [&](std::uint32_t wanted) {
    await([&] { return a_.participant().reporter().last_answer()->agreeing == wanted; });
  };
  agreeing(3);
  c_.participant().set_standing({1, 8, 1});
  agreeing(2);
}

TEST_F(Participants, ThatLeftAreNotCounted) {
  await_all_up();
  c_.participant().leave();
  await([&] { return a_.participant().reporter().last_answer()->members == 2; });
  EXPECT_EQ(model_->edges().size(), 2U);
}

}  // namespace
}  // namespace meridian::store
