#include "meridian/core/routing/decide.hpp"

#include <algorithm>

#include "core/routing/canary.hpp"
#include "core/routing/pipeline.hpp"

namespace meridian::routing {

namespace pipeline {

bool apply_route(const View& view, const Client& client, const Request& request,
                 Decision& decision) {
  const RouteTable::Match match = view.route_table->find(request);
  if (match.route < 0) {
    refuse(decision, match.host_known ? Reason::no_route : Reason::misdirected, nullptr,
           match.host_known ? kNotFound : kMisdirected);
    return false;
  }
  const RouteView& route = view.routes[static_cast<std::size_t>(match.route)];
  decision.route = &route;
  decision.service = route.service;
  if (route.canary != nullptr && choose_canary(route, client, request) != CanaryChoice::no) {
    decision.service = route.canary;
    decision.canary = true;
  }
  if (route.service != nullptr) return true;
  if (route.redirect != nullptr) {
    decision.outcome = Outcome::redirect;
    decision.reason = Reason::route_redirect;
    decision.redirect = route.redirect;
    decision.status = route.redirect->status;
  } else {
    decision.outcome = Outcome::respond;
    decision.reason = Reason::route_respond;
    decision.answer = route.respond;
    decision.status = route.respond->status;
  }
  return false;
}

void refuse(Decision& decision, Reason reason, const config::Answer* answer, std::uint16_t status) {
  decision.outcome = Outcome::refuse;
  decision.reason = reason;
  decision.answer = answer;
  decision.status = answer == nullptr ? status : answer->status;
}

void put_first(Decision& decision, std::size_t place) {
  const auto at = decision.order.begin() + static_cast<std::ptrdiff_t>(place);
  std::rotate(decision.order.begin(), at, at + 1);
}

bool apply_fence(const Candidates& candidates, Decision& decision) {
  const FenceRuling& ruling = candidates.fence;
  const FenceView* misplaced = ruling.denied == nullptr ? ruling.misplaced : nullptr;
  if (misplaced != nullptr && !misplaced->config->redirect_host.empty()) {
    decision.outcome = Outcome::redirect;
    decision.reason = Reason::fence_redirect;
    decision.status = kTemporaryRedirect;
    decision.redirect_host = misplaced->config->redirect_host;
    return false;
  }
  const bool emptied = ruling.regions == 0 && (ruling.matched || ruling.denied != nullptr);
  if (misplaced == nullptr && !emptied) return true;
  refuse(decision, Reason::fenced, ruling.answer, kUnavailableForLegalReasons);
  return false;
}

Reason reason_after_loss(const Subject& subject, CandidateSet possible, std::size_t first) {
  Reason reason = Reason::only_candidate;
  for (const StepView& step : subject.service.steps) {
    if (is_single(possible)) break;
    const auto [chosen, next] = step.reasons();
    // Who would have won a draw does not matter; where latencies left one to draw from, they do.
    if (chosen == Reason::weighted || chosen == Reason::local_least_loaded)
      return reason == Reason::local_latency && is_single(possible & subject.live) ? reason
                                                                                   : chosen;
    Ranking ranking(possible);
    step.refine(subject, ranking);
    if ((ranking.first() & bit_of(first)) == 0) return next;
    if (ranking.first() != possible) reason = chosen;
    possible = ranking.first();
  }
  return reason;
}

}  // namespace pipeline

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::forward: return "forward";
    case Outcome::redirect: return "redirect";
    case Outcome::respond: return "respond";
    case Outcome::refuse: break;
  }
  return "refuse";
}

Decision decide(const Client& client, const Request& request, const View& view, const Load& load,
                Instant now) {
  NoTrace none;
  return decide_with(client, request, view, load, now, none);
}

const ServiceView* service_for(const Client& client, const Request& request, const View& view) {
  Decision decision;
  pipeline::apply_route(view, client, request, decision);
  return decision.service;
}

}  // namespace meridian::routing
