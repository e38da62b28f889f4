// What edges do in a world, and how their messages travel.
#include "meridian/core/agreement/messages.hpp"
#include "meridian/core/base/hash.hpp"
#include "meridian/core/state/change.hpp"
#include "meridian/core/state/meeting.hpp"
#include "tests/sim/agreement/world.hpp"

namespace meridian::sim {

namespace {

using agreement::Kind;
using agreement::Vote;

constexpr std::int64_t kTimeout = 1'000;
constexpr std::int64_t kVerdictTtl = 60'000;
constexpr unsigned kLossPercent = 3;

// As a program of the next version would write it.
std::string of_later_version(std::string text) {
  for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n', end + 7))
    text.insert(end, " later");
  return text;
}

int code_of(const Opinion& opinion) {
  return static_cast<int>(opinion.vote);
}

}  // namespace

Instant World::instant(const Edge& edge) const {
  return Instant(milliseconds(now_ + edge.clock));
}

// Its health checks take a while to notice.
void World::look(Edge& edge) {
  if (!edge.alive) return;
  Opinions opinions;
  for (std::size_t i = 0; i < regions_.size(); ++i) {
    Opinion& opinion = opinions[upstreams_[i]];
    opinion.vote = Vote::up;
    if (regions_[i].wrong) opinion = {Vote::down, Kind::answer, agreement::kMajority};
    if (!regions_[i].alive || edge.cut_from.contains(i))
      opinion = {Vote::down, Kind::path, agreement::kMajority};
    edge.thought[upstreams_[i]][code_of(opinion)] = now_;
  }
  // What it thinks now and no more in a moment was thought until then.
  for (const auto& [upstream, opinion] : edge.reporter->opinions())
    edge.thought[upstream][code_of(opinion)] = now_;
  edge.reporter->set_opinions(std::move(opinions), instant(edge));
  wake(edge);
  after(300 + static_cast<Time>(draw(700)), [this, &edge, life = edge.life] {
    if (life == edge.life) look(edge);
  });
}

void World::wake(Edge& edge) {
  const auto due = edge.reporter->due();
  if (!due) return;
  const Time wait = std::max<Time>((*due - instant(edge)) / milliseconds(1), 0);
  if (wait == 0) return send(edge);
  after(wait, [this, &edge, life = edge.life] {
    if (life != edge.life) return;
    const auto now_due = edge.reporter->due();
    if (now_due && *now_due <= instant(edge)) send(edge);
  });
}

void World::send(Edge& edge) {
  agreement::Reporter::Standing standing{7, edge.reporter->version().number, edge.known.version};
  edge.reporter->set_standing(standing, instant(edge));
  agreement::Report report =
      edge.reporter->make_report(instant(edge), static_cast<double>(draw(1'000)) / 1'000);
  if (edge.later_version) ++report.format;
  std::string text = encode(report);
  if (edge.later_version) text = of_later_version(std::move(text));
  const std::uint64_t asked = ++edge.asked;
  if (!edge.store_cut && !(faulty() && chance(kLossPercent)))
    after(delay(),
          [this, &edge, text, life = edge.life, asked] { arrive(edge, text, life, asked); });
  after(kTimeout, [this, &edge, life = edge.life, asked] {
    if (life != edge.life || asked != edge.asked || edge.reporter->due()) return;
    ++edge.asked;
    edge.reporter->failed(instant(edge));
    wake(edge);
  });
}

void World::arrive(Edge& edge, const std::string& text, std::uint64_t life, std::uint64_t asked) {
  if (!store_up_) return;
  const auto report = agreement::decode_report(text);
  if (!report) return wrong(report.error().context);
  const agreement::Verdicts before = store_.model.verdicts();
  const agreement::Version version = store_.model.version();
  const agreement::Answer answer = store_.model.report(*report, store_now(), store_run_);
  if (answer.taken == agreement::Taken::yes) reported_[report->edge] = now_;
  judge_report(*report, before, version);
  if (edge.store_cut || (faulty() && chance(kLossPercent))) return;
  std::string reply = encode(answer);
  if (seed_ % 2 == 0) reply = of_later_version(std::move(reply));
  after(delay(), [this, &edge, reply, life, asked] { answered(edge, reply, life, asked); });
}

void World::answered(Edge& edge, const std::string& text, std::uint64_t life, std::uint64_t asked) {
  if (life != edge.life || asked != edge.asked || edge.reporter->due()) return;
  const auto answer = agreement::decode_answer(text);
  if (!answer) return wrong(answer.error().context);
  const agreement::Version before = edge.reporter->version();
  edge.reporter->answered(*answer, instant(edge));
  judge_version(edge, before);
  judge_edge(edge);
  wake(edge);
}

agreement::Joined World::joined(Edge& edge, const std::string& upstream) {
  const Opinion& opinion = edge.reporter->opinions().at(upstream);
  agreement::Facts facts;
  facts.own.health = opinion.vote == Vote::up ? health::Health::up : health::Health::out;
  const auto& verdicts = edge.reporter->verdicts();
  const auto verdict = verdicts.find(upstream);
  if (verdict != verdicts.end()) {
    facts.verdict = &verdict->second;
    facts.verdict_since = edge.reporter->clock().instant_of(verdict->second.since, instant(edge));
  }
  const auto heard = edge.reporter->heard_at();
  facts.store_silent = heard && instant(edge) - *heard > milliseconds(kVerdictTtl);
  facts.return_policy.ramp = milliseconds(30'000);
  return agreement::join(facts, edge.concerns[upstream], instant(edge));
}

// Reads the store's document, as a hint or the interval makes an edge do.
void World::poll_overrides(Edge& edge) {
  if (!edge.alive) return;
  if (store_up_ && !edge.store_cut)
    after(delay(), [this, &edge, life = edge.life, stored = store_.overrides] {
      if (life == edge.life) meet(edge, stored);
    });
  after(1'500 + static_cast<Time>(draw(1'000)), [this, &edge, life = edge.life] {
    if (life == edge.life) poll_overrides(edge);
  });
}

void World::meet(Edge& edge, const state::Overrides& stored) {
  switch (state::meet(edge.known, milliseconds(now_ - edge.known_at), stored)) {
    case state::Meeting::same: break;
    case state::Meeting::take: edge.known = stored; break;
    case state::Meeting::seed:
      // Compare-and-set: nothing where somebody was there before.
      if (store_up_ && !edge.store_cut && store_.overrides.epoch == stored.epoch &&
          store_.overrides.version == stored.version)
        store_.overrides = edge.known;
      return;
    case state::Meeting::conflict:
      for (const auto& [target, entry] : edge.known.entries) told_lost_.insert(id_of(target));
      edge.known = stored;
      break;
  }
  edge.known_at = now_;
}

void World::change(Edge& edge, const state::Target& target, int attempts) {
  if (!edge.alive || !store_up_ || edge.store_cut || attempts == 0) return;
  state::Change change;
  change.sets.emplace_back(target, 20U);
  change.reason = "maintenance";
  change.by = edge.name;
  change.at = store_now();
  change.new_epoch = mix64(draw(UINT64_MAX));
  const state::Overrides base = edge.known;
  const state::Overrides next = state::apply(base, change).overrides;
  after(delay(), [this, &edge, target, base, next, attempts, life = edge.life] {
    if (!store_up_) return;
    const state::Overrides& stored = store_.overrides;
    const bool accepted = stored.epoch == base.epoch && stored.version == base.version;
    if (accepted) store_.overrides = replica_.overrides = next;  // WAIT for the replica
    after(
        delay(), [this, &edge, target, accepted, next, attempts, life, current = store_.overrides] {
          if (life != edge.life) return;
          if (!accepted) {
            meet(edge, current);
            return after(
                20, [this, &edge, target, attempts] { this->change(edge, target, attempts - 1); });
          }
          acknowledged_.insert(id_of(target));
          meet(edge, next);
        });
  });
}

}  // namespace meridian::sim
