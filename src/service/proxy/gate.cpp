#include "service/proxy/gate.hpp"

#include <algorithm>
#include <utility>

#include "meridian/core/base/limits.hpp"

namespace meridian::proxy {

namespace {

std::size_t table_entries(std::uint32_t connections_max) {
  if (connections_max == 0) return limits::kClientTableEntriesMax;
  return std::clamp(std::size_t{2} * connections_max, limits::kClientTableEntriesMin,
                    limits::kClientTableEntriesMax);
}

// How long a refused client is asked to wait where no bucket says it.
constexpr seconds kRetryAfter{1};

}  // namespace

bool Gate::tells_clients_apart() const {
  return limits_.connections_per_client != 0 || limits_.requests_per_client != 0 ||
         limits_.rate_per_client.limited();
}

void Gate::adopt(const Snapshot& snapshot) {
  const config::Limits& all = snapshot.config->limits;
  limits_ = all;
  limits_.connections_per_client = share(all.connections_per_client);
  limits_.requests = share(all.requests);
  limits_.requests_per_client = share(all.requests_per_client);
  limits_.rate_per_client = all.rate_per_client.share(setup_.workers);
  limits_.memory = (all.memory + setup_.workers - 1) / setup_.workers;
  trusted_proxies_ = &snapshot.trusted_proxies;
  limited_ = limits_.requests != 0 || limits_.memory != 0 || limits_.requests_per_client != 0 ||
             limits_.rate_per_client.limited();
  if (clients_ == nullptr && tells_clients_apart())
    clients_ =
        std::make_unique<traffic::ClientTable>(table_entries(setup_.connections_max), setup_.seed);
  adopt_routes(*snapshot.view);
  const std::size_t upstreams = snapshot.view->topology->upstream_ids();
  if (retrying_.size() < upstreams) retrying_.resize(upstreams);
}

// A route that stays, by its name, keeps what it has used.
void Gate::adopt_routes(const routing::View& view) {
  std::vector<RouteBucket> before = std::exchange(routes_, {});
  const bool any = std::any_of(view.routes.begin(), view.routes.end(), [](const auto& route) {
    return route.config->rate_limit.limited();
  });
  if (!any) return;
  for (const routing::RouteView& route : view.routes) {
    RouteBucket& made = routes_.emplace_back();
    made.name = route.name;
    made.rate = route.config->rate_limit.share(setup_.workers);
    const auto old = std::find_if(before.begin(), before.end(), [&](const RouteBucket& other) {
      return other.name == made.name;
    });
    if (old != before.end()) made.bucket = old->bucket;
  }
}

Gate::Verdict Gate::begin_connection(const IpAddress& peer, std::size_t open, Instant now,
                                     Slot& client) {
  if (setup_.connections_max != 0 && open >= setup_.connections_max)
    return {Termination::limit_connections};
  if (over_memory()) return {Termination::limit_memory_at_accept};
  return begin_client(peer, now, client);
}

Gate::Verdict Gate::begin_client(const IpAddress& client, Instant now, Slot& slot) {
  if (limits_.connections_per_client == 0 || trusted_proxies_->contains(client)) return {};
  const Slot found = clients_->find(limits_.client_prefixes.network_of(client), now);
  if (!clients_->begin_connection(found, limits_.connections_per_client))
    return {Termination::limit_connections_per_client};
  slot = found;
  return {};
}

Gate::Verdict Gate::judge_limits(const IpAddress& client, Instant now, Pass& pass) {
  if (limits_.requests != 0 && running_ > limits_.requests)
    return {Termination::limit_requests, kRetryAfter};
  if (over_memory()) return {Termination::limit_memory, kRetryAfter};
  if (limits_.requests_per_client == 0 && !limits_.rate_per_client.limited()) return {};
  return judge_client(client, now, pass);
}

Gate::Verdict Gate::judge_client(const IpAddress& client, Instant now, Pass& pass) {
  const Slot slot = clients_->find(limits_.client_prefixes.network_of(client), now);
  if (limits_.requests_per_client != 0) {
    if (!clients_->begin_request(slot, limits_.requests_per_client))
      return {Termination::limit_requests_per_client, kRetryAfter};
    pass.client = slot;
  }
  if (!limits_.rate_per_client.limited()) return {};
  const nanoseconds wait = clients_->take_token(slot, limits_.rate_per_client, now);
  if (wait.count() != 0) return {Termination::limit_rate_per_client, wait};
  return {};
}

Gate::Verdict Gate::judge_bucket(RouteBucket& route, Instant now) {
  if (!route.rate.limited()) return {};
  const nanoseconds wait = route.bucket.take(route.rate, now);
  if (wait.count() != 0) return {Termination::limit_rate_of_route, wait};
  return {};
}

void Gate::end_request(Pass& pass) {
  --running_;
  if (pass.client != Slot::none) clients_->end_request(std::exchange(pass.client, Slot::none));
  if (std::exchange(pass.retrying, false)) --retrying_[index_of(pass.retry_of)];
}

bool Gate::begin_retry(const routing::ServiceView& service, UpstreamId upstream,
                       std::span<const std::uint32_t> in_flight, Pass& pass) {
  if (pass.retrying) return true;
  std::uint32_t running = 0;
  std::uint32_t retrying = 0;
  for (const routing::UpstreamView& one : service.upstreams) {
    running += in_flight[index_of(one.id)];
    retrying += retrying_[index_of(one.id)];
  }
  if (!service.retry_budget.allows_another(retrying, running)) return false;
  pass.retrying = true;
  pass.retry_of = upstream;
  ++retrying_[index_of(upstream)];
  return true;
}

}  // namespace meridian::proxy
