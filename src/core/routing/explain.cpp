#include "meridian/core/routing/explain.hpp"

#include <array>

#include "core/routing/canary.hpp"
#include "core/routing/draw.hpp"
#include "core/routing/great_circle.hpp"
#include "core/routing/pipeline.hpp"
#include "core/routing/use_overrides.hpp"
#include "meridian/core/state/overrides.hpp"

namespace meridian::routing {

namespace {

std::string names_of(const ServiceView& service, CandidateSet set) {
  std::string names;
  for_each_candidate(set, [&](std::size_t candidate) {
    if (!names.empty()) names += ", ";
    names += service.upstreams[candidate].region;
  });
  return names.empty() ? "no region" : names;
}

// "out (check_failed)", "out (agreed by 3 of 5 edges)"
std::string describe_health(const UpstreamView& upstream) {
  std::string text(health::to_string(upstream.health));
  text.append(" (").append(health::to_string(upstream.health_reason));
  if (upstream.health_reason == health::HealthReason::agreed)
    text += " by " + std::to_string(upstream.votes) + " of " + std::to_string(upstream.voters) +
            " edges";
  return text + ")";
}

void add_override_notes(const View& view, const ServiceView& service, const UpstreamView& upstream,
                        CandidateStory& story) {
  const AppliedOverride* applied = find_override(view.overrides, upstream.id);
  if (applied == nullptr) return;
  const config::Upstream& file = *view.topology->find(service.id, upstream.region)->config;
  const auto note = [](const std::string& by, std::string_view written) {
    return by + "; file says " + std::string(written);
  };
  if (applied->weight) story.weight_note = note(applied->weight_note, std::to_string(file.weight));
  if (applied->state) story.state_note = note(applied->state_note, state::to_string(file.state));
  if (applied->primary && service.primary != 0) story.primary_note = applied->primary_note;
}

// Follows the stages of one decision.
class Recorder {
 public:
  void candidates(const ServiceView& service, const Candidates& found, CandidateSet tried) {
    found_ = found;
    keeps_ = service.keeps;
    for (Placed& placed : placed_) placed.group = found.live & ~tried;
    tell_fences(service);
    const CandidateSet readers = found.fence.regions & ~found.roles;
    if (readers != 0)
      tell("role: this method goes to the primary, not to " + names_of(service, readers));
    const CandidateSet taken = found.roles & ~found.enabled;
    if (taken != 0) tell("operator: " + names_of(service, taken) + " takes no new clients");
    tell_health(service);
    tell_pin(service, tried);
    if (tried != 0) tell("retry: " + names_of(service, tried) + " failed this request before");
  }

  void stepped(const Subject& subject, const StepView& step, const Ranking& ranking) {
    const Reason reason = step.reasons().chosen;
    if (const auto* by_latency = std::get_if<LatencyStep>(&step.step)) expect(subject, *by_latency);
    const bool weighted = std::holds_alternative<WeightedStep>(step.step);
    const bool drawn = weighted || std::holds_alternative<LeastLoadedStep>(step.step);
    std::string sentence(to_string(reason));
    sentence += ":";
    const std::size_t first = (ranking.first() & found_.pin) != 0 ? 1 : 0;  // not by this step
    for (std::size_t i = first; i < ranking.size(); ++i) {
      sentence += i == first ? " " : " > ";
      sentence += names_of(subject.service, ranking[i]);
      for_each_candidate(ranking[i], [&](std::size_t candidate) {
        Placed& placed = placed_[candidate];
        // What rests on this edge's own facts goes on doing so, whatever is told apart behind it.
        if (placed.group != ranking[i] && placed.by != Reason::local_latency) placed.by = reason;
        placed.group = ranking[i];
        if (!drawn) placed.tier = static_cast<int>(i - first) + 1;
      });
    }
    if (weighted) draw(subject, std::get<WeightedStep>(step.step));
    tell(std::move(sentence));
  }

  void explored(const Decision& decision, std::size_t to) {
    tell("explore: this client is drawn to measure " + decision.candidate(to).region +
         " in place of " + decision.candidate(0).region);
  }

  void placed(const Decision& decision, const CapacityStep::Placement& placement) {
    const auto name = [&](std::size_t i) { return decision.candidate(i).region; };
    if (placement.to != 0)
      tell("capacity: " + name(0) + " is wanted more than it takes; " + name(placement.to) +
           " has room for this client");
    if (placement.refused) tell("capacity: " + name(placement.to) + " is at its max");
  }

  void tell(std::string sentence) { steps_.push_back(std::move(sentence)); }

  std::vector<CandidateStory> stories(const Decision& decision, const Client& client,
                                      const View& view) const;
  std::vector<std::string> take_steps() { return std::move(steps_); }

 private:
  struct Placed {
    CandidateSet group = 0;
    Reason by = Reason::only_candidate;
    int tier = 0;
    std::optional<double> draw;
    std::optional<ExpectedLatency> latency;
  };

  void tell_fences(const ServiceView& service);
  void tell_health(const ServiceView& service);
  void tell_pin(const ServiceView& service, CandidateSet tried);
  void draw(const Subject& subject, const WeightedStep& step);
  void expect(const Subject& subject, const LatencyStep& step);
  Reason why_next(const ServiceView& service, std::size_t candidate) const;
  Reason why_left(const UpstreamView& upstream, CandidateSet bit) const;

  Candidates found_;
  CandidateSet keeps_ = 0;
  std::array<Placed, limits::kUpstreamsPerServiceMax> placed_;
  std::vector<std::string> steps_;
};

void Recorder::tell_fences(const ServiceView& service) {
  const FenceRuling& ruling = found_.fence;
  if (ruling.denied != nullptr)
    tell("fence: " + ruling.denied->config->id +
         " denies clients it cannot place (unknown country, ASN or subdivision)");
  else if (ruling.matched)
    tell("fence: the client is inside; allowed is " + names_of(service, ruling.regions));
  if (ruling.misplaced != nullptr)
    tell("fence: " + ruling.misplaced->config->id +
         " wants an edge inside it, and this edge's country is not");
}

void Recorder::tell_health(const ServiceView& service) {
  const CandidateSet out = found_.enabled & ~service.healthy;
  if ((found_.live & service.held) != 0 && !found_.panic)
    tell("health: no other region works, so what is held serves");
  for_each_candidate(out, [&](std::size_t candidate) {
    const UpstreamView& upstream = service.upstreams[candidate];
    tell("health: " + upstream.region + " is " + describe_health(upstream));
  });
  for_each_candidate(found_.live & (service.behind | service.ramping), [&](std::size_t candidate) {
    const UpstreamView& upstream = service.upstreams[candidate];
    if ((service.behind & bit_of(candidate)) != 0)
      tell("health: " + upstream.region + " is " + describe_health(upstream) +
           ", and comes after the others");
    else
      tell("health: " + upstream.region + " is back, with " +
           std::to_string(upstream.ramp_percent) + "% of its weight");
  });
  if (!found_.panic) return;
  if (found_.live == 0)
    tell("health: all regions are out; panic policy refuse");
  else
    tell("health: all regions are out; panic brings back " + names_of(service, found_.live));
}

void Recorder::tell_pin(const ServiceView& service, CandidateSet tried) {
  if (found_.pin == 0) return;
  const std::string region = names_of(service, found_.pin);
  if ((found_.live & found_.pin) == 0)
    tell("affinity: the client is pinned to " + region +
         (service.upstreams[first_of(found_.pin)].pins_ended
              ? ", where the deadline of pins is over"
              : ", which has left") +
         "; it gets another region");
  else if ((tried & found_.pin) == 0)
    tell("affinity: the client is pinned to " + region);
}

void Recorder::draw(const Subject& subject, const WeightedStep& step) {
  constexpr double kUnit =
      static_cast<double>(std::uint64_t{1} << (kLogFractionBits + kInverseWeightBits));
  const std::uint64_t key = weighted_key(step.key, subject);
  for (std::size_t i = 0; i < subject.service.draws.size(); ++i) {
    const Draw& draw = subject.service.draws[i];
    if (draw.inverse_weight == 0) continue;
    placed_[i].draw = static_cast<double>(draw_of(key, draw.seed, draw.inverse_weight)) / kUnit;
  }
}

void Recorder::expect(const Subject& subject, const LatencyStep& step) {
  const LatencyColumn* column = step.column_for(subject);
  if (column == nullptr)
    return tell("latency: no source knows all of " + names_of(subject.service, subject.live));
  tell("latency: compared by " + std::string(latency::to_string(column->source)));
  for_each_candidate(subject.live, [&](std::size_t candidate) {
    ExpectedLatency expected{microseconds(column->microseconds[candidate]), column->source, 0, {}};
    const latency::UpstreamLatency& row = subject.service.upstreams[candidate].latency;
    const auto* reading = column->source == latency::Source::own            ? &row.own
                          : column->source == latency::Source::nearest_edge ? &row.nearest_edge
                                                                            : nullptr;
    if (reading != nullptr && *reading) {
      expected.samples = (*reading)->samples;
      expected.age = subject.now - (*reading)->at;
    }
    placed_[candidate].latency = expected;
  });
}

// Of a candidate behind the first one.
Reason Recorder::why_next(const ServiceView& service, std::size_t candidate) const {
  if ((service.behind & bit_of(candidate)) != 0) return Reason::local_degraded;
  const Reason by = placed_[candidate].by;
  const bool ramps = (service.ramping & bit_of(candidate)) != 0;
  return by == Reason::weighted && ramps ? Reason::local_ramp : by;
}

Reason Recorder::why_left(const UpstreamView& upstream, CandidateSet bit) const {
  if (found_.fence.misplaced != nullptr || (found_.fence.regions & bit) == 0)
    return Reason::left_fence;
  if ((found_.roles & bit) == 0) return Reason::left_role;
  // The client's own region stays where it takes no new clients: then health took it.
  const bool kept = (found_.pin & bit) != 0 && (keeps_ & bit) != 0;
  if (upstream.state == config::UpstreamState::disabled) return Reason::left_disabled;
  if (upstream.state == config::UpstreamState::draining && !kept) return Reason::left_draining;
  if ((found_.enabled & bit) == 0 && !kept) return Reason::left_weight_zero;
  if ((found_.live & bit) != 0) return Reason::left_tried;
  return upstream.health == health::Health::held ? Reason::left_local_held : Reason::left_local_out;
}

std::vector<CandidateStory> Recorder::stories(const Decision& decision, const Client& client,
                                              const View& view) const {
  const ServiceView& service = *decision.service;
  const auto from = client.place.located ? unit_vector(client.place.coordinates) : std::nullopt;
  const auto begin_story = [&](std::size_t candidate) {
    const UpstreamView& upstream = service.upstreams[candidate];
    CandidateStory story;
    story.region = upstream.region;
    story.weight = effective_weight(upstream);
    add_override_notes(view, service, upstream, story);
    const auto to = upstream.located ? unit_vector(upstream.location) : std::nullopt;
    if (from && to) story.distance_km = arc_metres(*from, *to) / 1000.0;
    return story;
  };
  std::vector<CandidateStory> stories;
  CandidateSet stayed = 0;
  for (std::size_t i = 0; i < decision.count; ++i) {
    const std::size_t candidate = decision.order[i];
    stayed |= bit_of(candidate);
    CandidateStory story = begin_story(candidate);
    story.stayed = true;
    story.reason = i == 0 ? decision.reason : why_next(service, candidate);
    story.tier = placed_[candidate].tier;
    story.draw = placed_[candidate].draw;
    story.latency = placed_[candidate].latency;
    stories.push_back(std::move(story));
  }
  for_each_candidate(service.all & ~stayed, [&](std::size_t candidate) {
    CandidateStory story = begin_story(candidate);
    story.reason = why_left(service.upstreams[candidate], bit_of(candidate));
    stories.push_back(std::move(story));
  });
  return stories;
}

std::string tell_match(const Decision& decision, const Client& client, const Request& request) {
  const std::string host(request.host);
  if (decision.route == nullptr)
    return decision.reason == Reason::misdirected
               ? "match: no route is for host " + host
               : "match: host " + host + " is known, but no route of it fits this request";
  std::string sentence = "match: " + decision.route->name;
  if (decision.canary) {
    const auto choice = choose_canary(*decision.route, client, request);
    sentence += choice == CanaryChoice::by_header ? " -> canary by header" : " -> canary by share";
  }
  if (decision.service != nullptr) return sentence + " -> service " + decision.service->id;
  return sentence + (decision.outcome == Outcome::redirect ? " -> redirect" : " -> fixed response");
}

}  // namespace

Explanation explain(const Client& client, const Request& request, const View& view,
                    const Load& load, Instant now) {
  Recorder recorder;
  Explanation explanation;
  explanation.decision = decide_with(client, request, view, load, now, recorder);
  const Decision& decision = explanation.decision;
  explanation.steps = recorder.take_steps();
  explanation.steps.insert(explanation.steps.begin(), tell_match(decision, client, request));
  if (decision.route != nullptr) explanation.route = decision.route->name;
  if (decision.service != nullptr) {
    explanation.service = decision.service->id;
    explanation.candidates = recorder.stories(decision, client, view);
  }
  return explanation;
}

}  // namespace meridian::routing
