#include "meridian/core/agreement/opinion.hpp"

#include <algorithm>

#include "meridian/core/base/hash.hpp"

namespace meridian::agreement {

namespace {

using health::Health;
using health::ProbeOutcome;

bool is_answer(ProbeOutcome outcome) {
  switch (outcome) {
    case ProbeOutcome::bad_status:
    case ProbeOutcome::bad_answer:
    case ProbeOutcome::bad_body:
    case ProbeOutcome::slow: return true;
    case ProbeOutcome::ok:
    case ProbeOutcome::refused:
    case ProbeOutcome::reset:
    case ProbeOutcome::timeout:
    case ProbeOutcome::tls:
    case ProbeOutcome::unresolved: break;
  }
  return false;
}

// Some check of the endpoint is down by what was answered.
bool answers_wrongly(const health::HealthTable& table, EndpointId endpoint) {
  const auto checks = table.checks(endpoint);
  return std::any_of(checks.begin(), checks.end(), [](const health::Check& check) {
    return check.state == health::CheckState::down && is_answer(check.last);
  });
}

// Of an upstream that is out: wrong answers, unless an endpoint that is out was not even reached.
Kind kind_of(const health::HealthTable& table, const Watched& watched) {
  bool any = false;
  for (const EndpointId id : watched.endpoints) {
    const health::EndpointHealth* endpoint = table.find(id);
    if (endpoint == nullptr || endpoint->health != health::Health::out) continue;
    const bool gateway = endpoint->reason == health::HealthReason::gateway_errors;
    if (!gateway && !answers_wrongly(table, id)) return Kind::path;
    any = true;
  }
  return any ? Kind::answer : Kind::path;
}

Vote vote_of(Health health) {
  switch (health) {
    case Health::unknown: return Vote::none;
    case Health::up:
    case Health::degraded: return Vote::up;
    case Health::out:
    case Health::held: break;
  }
  return Vote::down;
}

// Checks see it come back already: what took it out is what they say no more.
bool is_returning(const health::HealthTable& table, const Watched& upstream, Health health) {
  if (health == Health::held) return true;
  return std::any_of(upstream.endpoints.begin(), upstream.endpoints.end(), [&](EndpointId id) {
    const auto checks = table.checks(id);
    return std::any_of(checks.begin(), checks.end(), [](const health::Check& check) {
      return check.state == health::CheckState::down && check.successes != 0;
    });
  });
}

}  // namespace

std::uint64_t digest_of(const Opinions& opinions) {
  std::uint64_t digest = 0;
  for (const auto& [name, opinion] : opinions) {
    digest = combine64(digest, hash64(name));
    digest = combine64(digest, static_cast<std::uint64_t>(opinion.vote) << 40 |
                                   static_cast<std::uint64_t>(opinion.kind) << 32 | opinion.quorum);
  }
  return digest;
}

Opinions opinions_of(const health::HealthTable& table, std::span<const Watched> watched,
                     const Opinions& before) {
  Opinions opinions;
  for (const Watched& upstream : watched) {
    const health::UpstreamHealth* own = table.find(upstream.id);
    if (own == nullptr) continue;
    Opinion& opinion = opinions[upstream.name];
    opinion.vote = vote_of(own->health);
    opinion.quorum = upstream.quorum;
    if (opinion.vote != Vote::down) continue;
    const auto was = before.find(upstream.name);
    const bool stood = was != before.end() && was->second.vote == Vote::down;
    opinion.kind = stood && is_returning(table, upstream, own->health) ? was->second.kind
                                                                       : kind_of(table, upstream);
  }
  return opinions;
}

}  // namespace meridian::agreement
