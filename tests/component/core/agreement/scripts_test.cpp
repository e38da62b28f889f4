// The scripts on a real Redis do what StoreModel does, answer for answer, whatever edges send: the
// same reports, drawn from a seed, go to both.
#include "meridian/core/agreement/scripts.hpp"

#include <algorithm>
#include <map>

#include "meridian/core/agreement/messages.hpp"
#include "meridian/core/agreement/store_model.hpp"
#include "meridian/core/base/hash.hpp"
#include "tests/component/io/redis/linked.hpp"

namespace meridian::agreement {
namespace {

constexpr int kReports = 600;
constexpr std::uint64_t kEdges = 7;
const std::vector<std::string> kUpstreams{"api/eu", "api/us", "web/eu"};

// Epochs are random: equal ones have the same place among those that were seen.
class Epochs {
 public:
  void rename(Version& version) {
    if (version.epoch.empty()) return;
    const auto number = names_.try_emplace(version.epoch, names_.size()).first->second;
    version.epoch = "epoch-" + std::to_string(number);
  }

 private:
  std::map<std::string, std::size_t> names_;
};

// One of the two stores, with what edges have heard from it.
struct Side {
  Epochs epochs;
  std::map<std::string, Version> heard;
};

class Scripts : public redis::test::Linked {
 protected:
  Scripts() {
    connect(redis::test::settings_of(6379));
    EXPECT_TRUE(await_up());
  }

  std::uint64_t draw(std::uint64_t below) { return mix64(mix64(seed_) + ++drawn_) % below; }
  bool chance(std::uint64_t percent) { return draw(100) < percent; }

  // Mostly a little later; now and then past a lease, a member's time, or back.
  void pass_time() {
    const std::uint64_t kind = draw(100);
    if (kind < 80)
      now_ += static_cast<std::int64_t>(draw(900));
    else if (kind < 90)
      now_ += static_cast<std::int64_t>(draw(4'000));
    else if (kind < 94)
      now_ += static_cast<std::int64_t>(draw(40'000));
    else if (kind < 96)
      now_ -= static_cast<std::int64_t>(draw(3'000));
    if (chance(1)) ++run_;
  }

  Opinion draw_opinion() {
    const std::uint64_t vote = draw(8);
    Opinion opinion{vote == 0  ? Vote::none
                    : vote < 4 ? Vote::up
                               : Vote::down,
                    Kind::path, chance(80) ? kMajority : static_cast<std::uint32_t>(1 + draw(4))};
    if (opinion.vote == Vote::down && chance(50)) opinion.kind = Kind::answer;
    return opinion;
  }

  Report draw_report() {
    Report report;
    report.edge = "edge-" + std::to_string(draw(kEdges));
    report.run = chance(3) ? 2 : 1;
    report.sequence = chance(95) ? ++sequence_ : draw(sequence_ + 1);
    report.patience = {milliseconds(6'000), milliseconds(30'000)};
    Opinions& held = held_[report.edge];
    report.full = held.empty() || chance(5);
    report.leaving = !report.full && chance(2);
    report.base = chance(95) ? digest_of(held) : draw(3);
    for (const std::string& upstream : kUpstreams)
      if (chance(report.full ? 80 : 30)) report.opinions[upstream] = draw_opinion();
    if (report.full) held = report.opinions;
    for (const auto& [upstream, opinion] : report.opinions) held[upstream] = opinion;
    if (report.leaving) held.clear();
    report.digest = digest_of(held);
    report.topology = draw(2);
    report.shared = draw(3);
    report.overrides = draw(5);
    report.format = kFormat + static_cast<std::uint32_t>(draw(2));
    return report;
  }

  std::string ask(std::string_view script, const redis::Words& arguments) {
    const auto reply = eval(redis::Script(std::string(script)), keys_of("test"), arguments);
    EXPECT_TRUE(reply.has_value()) << reply.error().context;
    return reply ? reply->text : "";
  }

  Answer ask_redis(const Report& report) {
    const std::string text = ask(report_script(), {encode(report), channel_of("test"),
                                                   std::to_string(now_), std::to_string(run_)});
    const auto answer = decode_answer(text);
    EXPECT_TRUE(answer.has_value()) << answer.error().context;
    return answer ? *answer : Answer{};
  }

  // What an edge that asked this side was told, with epochs by place.
  template <class Ask>
  Answer tell(Side& side, Report report, bool remembers, Ask to) {
    report.known = side.heard[report.edge];
    Answer answer = to(report);
    if (remembers) side.heard[report.edge] = answer.version;
    side.epochs.rename(answer.version);
    return answer;
  }

  std::vector<EdgeRow> renamed(Side& side, std::vector<EdgeRow> rows) {
    for (EdgeRow& row : rows) side.epochs.rename(row.known);
    std::sort(rows.begin(), rows.end(),
              [](const EdgeRow& a, const EdgeRow& b) { return a.edge < b.edge; });
    return rows;
  }

  void empty_both() {
    model_ = StoreModel();
    EXPECT_EQ(text({"FLUSHALL"}), "OK");
  }

  redis::test::RedisServer server_{6379};
  StoreModel model_;
  Side in_model_;
  Side in_redis_;
  std::map<std::string, Opinions> held_;
  std::uint64_t seed_ = 0;
  std::uint64_t drawn_ = 0;
  std::uint64_t sequence_ = 0;
  std::int64_t now_ = 1'000'000;
  std::uint64_t run_ = 7;
};

class ScriptsAndModel : public Scripts, public ::testing::WithParamInterface<std::uint64_t> {};

TEST_P(ScriptsAndModel, AnswerAlike) {
  seed_ = GetParam();
  std::size_t verdicts = 0;
  for (int i = 0; i < kReports; ++i) {
    pass_time();
    if (i % 200 == 199) empty_both();
    const Report report = draw_report();
    const bool remembers = chance(90);
    const Answer expected = tell(in_model_, report, remembers, [this](const Report& asked) {
      return model_.report(asked, StoreTime(milliseconds(now_)), run_);
    });
    const Answer answer = tell(in_redis_, report, remembers,
                               [this](const Report& asked) { return ask_redis(asked); });
    ASSERT_EQ(encode(answer), encode(expected)) << "report " << i << ": " << encode(report);
    verdicts += expected.verdicts.size();
  }
  EXPECT_GT(verdicts, 0U) << "these reports decide nothing";
  const auto edges = decode_edges(ask(edges_script(), {}));
  ASSERT_TRUE(edges.has_value()) << edges.error().context;
  EXPECT_EQ(encode(renamed(in_redis_, *edges)), encode(renamed(in_model_, model_.edges())));
  const auto events = decode_events(ask(events_script(), {"50"}));
  ASSERT_TRUE(events.has_value()) << events.error().context;
  const auto& all = model_.events();
  const auto last = static_cast<std::ptrdiff_t>(std::min<std::size_t>(50, all.size()));
  EXPECT_EQ(encode(*events), encode(std::vector<Event>(all.end() - last, all.end())));
}

INSTANTIATE_TEST_SUITE_P(Seeds, ScriptsAndModel, ::testing::Range<std::uint64_t>(0, 4));

TEST_F(Scripts, ReportOfAnotherFormatIsRefused) {
  const auto reply = eval(redis::Script(std::string(report_script())), keys_of("test"),
                          {"report 2 fra-1\n", channel_of("test")});
  ASSERT_FALSE(reply.has_value());
  EXPECT_THAT(reply.error().context, ::testing::HasSubstr("another format"));
}

TEST_F(Scripts, TellTheChannelOfANewVersion) {
  bool listening = false;  // an empty message says that there may have been some before
  std::string told;
  link_->subscribe(channel_of("test"), [&](std::string_view message) {
    listening = true;
    told = message;
  });
  ASSERT_TRUE(await([&] { return listening; }));
  Report report;
  report.edge = "fra-1";
  report.full = true;
  const auto answer = decode_answer(ask(report_script(), {encode(report), channel_of("test")}));
  ASSERT_TRUE(answer.has_value()) << answer.error().context;
  EXPECT_TRUE(await([&] { return !told.empty(); }));
  EXPECT_EQ(told, answer->version.epoch + " " + std::to_string(answer->version.number));
}

}  // namespace
}  // namespace meridian::agreement
