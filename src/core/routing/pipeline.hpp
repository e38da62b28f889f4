// The stages of decide in their order, as a template over a recorder: NoTrace compiles away, the
// recorder of explain writes every stage down. There is no second copy of the logic.
#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "core/routing/candidates.hpp"
#include "core/routing/explore.hpp"
#include "core/routing/route_table.hpp"
#include "core/routing/steer_capacity.hpp"
#include "core/routing/step.hpp"

namespace meridian::routing {

// The recorder's interface.
struct NoTrace {
  void candidates(const ServiceView&, const Candidates&, CandidateSet /*tried*/) {}
  void stepped(const Subject&, const StepView&, const Ranking&) {}
  void explored(const Decision&, std::size_t /*to*/) {}
  void placed(const Decision&, const CapacityStep::Placement&) {}
};

namespace pipeline {

inline constexpr std::uint16_t kNotFound = 404;
inline constexpr std::uint16_t kMisdirected = 421;
inline constexpr std::uint16_t kUnavailableForLegalReasons = 451;
inline constexpr std::uint16_t kServiceUnavailable = 503;
inline constexpr std::uint16_t kTemporaryRedirect = 307;

// Sets all but outcome `forward`. True: the request goes to a service.
bool apply_route(const View& view, const Client& client, const Request& request,
                 Decision& decision);

// False: `decision` is the answer instead.
bool apply_fence(const Candidates& candidates, Decision& decision);

void refuse(Decision& decision, Reason reason, const config::Answer* answer, std::uint16_t status);

// Why the first candidate is first, where candidates of `possible` (inside the fences) have left.
Reason reason_after_loss(const Subject& subject, CandidateSet possible, std::size_t first);

// Brings the candidate at this place of the order to its front.
void put_first(Decision& decision, std::size_t place);

// On the order that the steps have made, for a client that may be sent anywhere in it.
template <class Recorder>
void apply_exploration(const Subject& subject, Decision& decision, Recorder& recorder) {
  if (subject.service.explore == 0) return;
  const std::size_t to = explored(subject, {decision.order.data(), decision.count});
  if (to == 0) return;
  recorder.explored(decision, to);
  put_first(decision, to);
  decision.reason = Reason::local_explore;
  decision.pins = false;  // it is there for a while only
}

// The step `capacity`, on the order that all others have made.
template <class Recorder>
void apply_capacity(const Subject& subject, Decision& decision, Recorder& recorder) {
  const std::span order(decision.order.data(), decision.count);
  const CapacityStep::Placement placement = subject.service.capacity->place(subject, order);
  decision.want = {true, order[0], order[order.size() > 1 ? 1 : 0], placement.cost_class};
  recorder.placed(decision, placement);
  if (placement.to != 0) {
    put_first(decision, placement.to);
    decision.reason = Reason::capacity;
  }
  if (placement.refused) refuse(decision, Reason::over_capacity, nullptr, kServiceUnavailable);
}

template <class Recorder>
void steer(const Subject& subject, const Candidates& candidates, CandidateSet remaining,
           Decision& decision, Recorder& recorder) {
  const CandidateSet pin = candidates.pin & remaining;
  Ranking ranking(remaining, pin);
  Reason reason = Reason::only_candidate;
  const CandidateSet behind = subject.service.behind & remaining;
  if (behind != 0) ranking.split_by_tiers(std::array{remaining & ~behind});
  for (const StepView& step : subject.service.steps) {
    if (ranking.complete()) break;
    const CandidateSet before = ranking.first();
    step.refine(subject, ranking);
    recorder.stepped(subject, step, ranking);
    if (ranking.first() != before) reason = step.reasons().chosen;
  }
  decision.count = 0;
  for (std::size_t i = 0; i < ranking.size(); ++i)
    for_each_candidate(ranking[i], [&](std::size_t candidate) {
      decision.order[decision.count++] = static_cast<std::uint8_t>(candidate);
    });
  if (!subject.request.tried.empty())
    reason = Reason::retry;
  else if (needs_primary(subject.service, subject.request.method))
    reason = Reason::primary;
  else if (candidates.panic)
    reason = subject.service.panic == config::Panic::use_all ? Reason::panic_use_all
                                                             : Reason::panic_last_good;
  else if (pin != 0)
    reason = Reason::pinned;
  else if (remaining != candidates.fence.regions || behind != 0)
    reason = reason_after_loss(subject, candidates.fence.regions, decision.order[0]);
  if (reason == Reason::weighted && (subject.service.ramping & remaining) != 0)
    reason = Reason::local_ramp;
  decision.outcome = Outcome::forward;
  decision.pins = subject.service.affinity->by == config::AffinityBy::cookie &&
                  !needs_primary(subject.service, subject.request.method);
  decision.reason = reason;
  // Neither a retry, which has been counted already, nor a pinned client is sent elsewhere.
  if (!subject.request.tried.empty() || pin != 0) return;
  if (!candidates.panic && candidates.pin == 0) apply_exploration(subject, decision, recorder);
  if (subject.service.capacity != nullptr) apply_capacity(subject, decision, recorder);
}

}  // namespace pipeline

template <class Recorder>
Decision decide_with(const Client& client, const Request& request, const View& view,
                     const Load& load, Instant now, Recorder& recorder) {
  Decision decision;
  if (!pipeline::apply_route(view, client, request, decision)) return decision;
  const ServiceView& service = *decision.service;
  const Candidates candidates = find_candidates(service, client, request.method);
  const CandidateSet tried = candidates_of(service, request.tried);
  recorder.candidates(service, candidates, tried);
  if (!pipeline::apply_fence(candidates, decision)) return decision;
  const config::Answer* answer = candidates.fence.answer;
  // The fence goes before the role: a write is not carried to a primary outside of it.
  if (candidates.roles == 0) {
    pipeline::refuse(decision, Reason::fenced, answer, pipeline::kUnavailableForLegalReasons);
    return decision;
  }
  const CandidateSet remaining = candidates.live & ~tried;
  if (remaining == 0) {
    const Reason reason = candidates.live != 0                     ? Reason::tried_all
                          : needs_primary(service, request.method) ? Reason::no_primary
                          : candidates.enabled == 0                ? Reason::no_region
                                                                   : Reason::all_out;
    if (reason == Reason::no_primary) answer = nullptr;
    pipeline::refuse(decision, reason, answer, pipeline::kServiceUnavailable);
    return decision;
  }
  const Subject subject{client, request, service, load, now, candidates.live};
  pipeline::steer(subject, candidates, remaining, decision, recorder);
  return decision;
}

}  // namespace meridian::routing
