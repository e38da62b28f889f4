#include "service/proxy/upstream_pool.hpp"

#include <algorithm>

#include "meridian/io/net/socket.hpp"
#include "service/proxy/worker_core.hpp"

namespace meridian::proxy {

namespace {

// A new sample counts a quarter when it is better; a worse one counts at once (peak-biased), so
// that one slow answer steers the next choices away.
constexpr float kLatencyGain = 0.25F;

}  // namespace

UpstreamConnection::UpstreamConnection(WorkerCore& worker, EndpointId id, int fd,
                                       std::unique_ptr<tls::Engine> engine)
    : connection(worker.reactor, worker.buffers, fd, std::move(engine)),
      endpoint(id),
      worker_(worker) {
  connection.set_owner(this);
  UpstreamPool::Use& use = worker.pool.state(id).use;
  ++use.connections;
  ++use.pending;
}

UpstreamConnection::~UpstreamConnection() {
  UpstreamPool::Use& use = worker_.pool.state(endpoint).use;
  --use.connections;
  if (!opened) --use.pending;
}

bool UpstreamConnection::begin() {
  if (!preface.empty() && !connection.send_first(preface)) return false;
  return connection.engine() == nullptr || connection.start_tls() != net::WriteState::failed;
}

void UpstreamConnection::on_connection(net::Connection& /*connection*/) {
  if (user != nullptr) {
    user->on_upstream();
    return;
  }
  // Idle: nothing may arrive but TLS session tickets.
  if (connection.failed() || connection.peer_closed() ||
      (connection.may_have_input() && connection.read().state != net::ReadState::blocked))
    worker_.pool.evict(*this);
}

void UpstreamConnection::on_deadline() {
  if (user == nullptr) worker_.pool.evict(*this);
}

UpstreamPool::~UpstreamPool() {
  clear();
}

UpstreamPool::EndpointState& UpstreamPool::state(EndpointId endpoint) {
  if (index_of(endpoint) >= endpoints_.size()) endpoints_.resize(index_of(endpoint) + 1);
  return endpoints_[index_of(endpoint)];
}

std::unique_ptr<UpstreamConnection> UpstreamPool::take_idle(EndpointId endpoint) {
  auto& idle = state(endpoint).idle;
  if (idle.empty()) return nullptr;
  auto connection = std::move(idle.back());
  idle.pop_back();
  worker_.wheel.cancel(*connection);
  connection->reused = true;
  return connection;
}

Result<std::unique_ptr<UpstreamConnection>> UpstreamPool::open(
    const routing::EndpointView& endpoint, const routing::UpstreamView& upstream,
    const tls::ClientContext* context) {
  if (endpoint.addresses.empty())
    return Error{ErrorCode::unavailable, ErrorSource::upstream, true, "no address"};
  EndpointState& mine = state(endpoint.id);
  const IpEndpoint& address = endpoint.addresses[mine.next_address++ % endpoint.addresses.size()];
  auto fd = net::start_connect(address);
  if (fd.has_error()) return fd.error();
  std::unique_ptr<tls::Engine> engine;
  if (context != nullptr) {
    const std::string& configured = upstream.tls.server_name;
    engine = tls::Engine::client(*context, configured.empty() ? endpoint.host : configured);
  }
  return std::make_unique<UpstreamConnection>(worker_, endpoint.id, *fd, std::move(engine));
}

void UpstreamPool::put_idle(std::unique_ptr<UpstreamConnection> connection, milliseconds idle_max) {
  auto& idle = state(connection->endpoint).idle;
  connection->user = nullptr;
  const std::size_t bound = worker_.snapshot().config->limits.upstream_idle_per_endpoint;
  // F9: what already waits in the socket would be taken for the next response.
  net::Connection& socket = connection->connection;
  const bool has_more = socket.may_have_input() && socket.read().state != net::ReadState::blocked;
  const bool of_one_client = !connection->preface.empty();
  if (idle.size() >= bound || has_more || of_one_client || socket.peer_closed()) {
    worker_.retire(std::move(connection));
    return;
  }
  worker_.wheel.arm(*connection, worker_.now + idle_max);
  idle.push_back(std::move(connection));
}

void UpstreamPool::evict(UpstreamConnection& connection) {
  auto& idle = state(connection.endpoint).idle;
  const auto at = std::find_if(idle.begin(), idle.end(),
                               [&](const auto& other) { return other.get() == &connection; });
  if (at == idle.end()) return;
  worker_.retire(std::move(*at));
  idle.erase(at);
}

bool UpstreamPool::has_room(const routing::UpstreamView& upstream, EndpointId endpoint,
                            bool fresh) {
  const config::UpstreamLimits& limits = upstream.limits;
  const Gate& gate = worker_.gate;
  if (limits.requests != 0 &&
      worker_.in_flight[index_of(upstream.id)] >= gate.share(limits.requests))
    return false;
  if (!fresh && !state(endpoint).idle.empty()) return true;
  const Use use = use_of(upstream);
  if (limits.pending != 0 && use.pending >= gate.share(limits.pending)) return false;
  return limits.connections == 0 || use.connections < gate.share(limits.connections) ||
         evict_one_of(upstream);
}

bool UpstreamPool::evict_one_of(const routing::UpstreamView& upstream) {
  for (const routing::EndpointView& endpoint : upstream.endpoints) {
    auto& idle = state(endpoint.id).idle;
    if (idle.empty()) continue;
    worker_.retire(std::move(idle.front()));
    idle.erase(idle.begin());
    return true;
  }
  return false;
}

UpstreamPool::Use UpstreamPool::use_of(const routing::UpstreamView& upstream) {
  Use sum;
  for (const routing::EndpointView& endpoint : upstream.endpoints) {
    sum.connections += state(endpoint.id).use.connections;
    sum.pending += state(endpoint.id).use.pending;
  }
  return sum;
}

void UpstreamPool::note_opened(UpstreamConnection& connection) {
  connection.opened = true;
  --state(connection.endpoint).use.pending;
}

void UpstreamPool::clear() {
  for (EndpointState& endpoint : endpoints_) endpoint.idle.clear();
}

int UpstreamPool::choose(const routing::UpstreamView& upstream, std::uint64_t random,
                         bool even_ejected) {
  std::array<routing::EndpointLoad, limits::kEndpointsPerUpstreamMax> loads;
  const std::size_t count = upstream.endpoints.size();
  for (std::size_t i = 0; i < count; ++i) {
    const EndpointState& mine = state(upstream.endpoints[i].id);
    loads[i] = {mine.in_flight, mine.latency_us, mine.ejection.until > worker_.now};
  }
  // choose_endpoint falls back to ejected ones when nothing else is left; an endpoint that has just
  // refused five connections is not worth a sixth while other regions can serve.
  const bool all_ejected = std::all_of(loads.begin(), loads.begin() + static_cast<long>(count),
                                       [](const auto& load) { return load.ejected; });
  if (all_ejected && !even_ejected) return -1;
  return routing::choose_endpoint({loads.data(), count}, upstream, random);
}

void UpstreamPool::note_latency(EndpointId endpoint, nanoseconds first_byte) {
  float& latency = state(endpoint).latency_us;
  const float sample = static_cast<float>(first_byte.count()) / 1000.0F;
  latency = sample > latency ? sample : latency + kLatencyGain * (sample - latency);
}

// As HealthTable, with this worker's ejections: an only endpoint is degraded by its gateway errors,
// not ejected, and of several half go on serving, unless they accept no connection.
bool UpstreamPool::ejects(const routing::UpstreamView& upstream, health::LiveFailure kind) {
  if (kind == health::LiveFailure::connect) return true;
  if (upstream.endpoints.size() == 1) return kind == health::LiveFailure::broken;
  std::size_t ejected = 0;
  for (const routing::EndpointView& endpoint : upstream.endpoints)
    ejected += state(endpoint.id).ejection.until > worker_.now ? 1 : 0;
  return health::may_eject(upstream.endpoints.size(), ejected);
}

std::optional<health::LiveFailure> UpstreamPool::note_failure(const routing::UpstreamView& upstream,
                                                              EndpointId endpoint,
                                                              health::LiveFailure failure) {
  const auto kind = state(endpoint).streak.fail(failure);
  if (!kind) return std::nullopt;
  health::Ejection& ejection = state(endpoint).ejection;
  if (ejection.until > worker_.now)
    ejection = health::prolong(ejection, worker_.now, worker_.next_random());
  else if (ejects(upstream, *kind))
    ejection = health::eject(ejection, worker_.now, worker_.next_random());
  return kind;
}

void UpstreamPool::adopt(const routing::View& view) {
  for (const auto& service : view.services)
    for (const auto& upstream : service.upstreams)
      for (const auto& endpoint : upstream.endpoints) {
        EndpointState& mine = state(endpoint.id);
        if (mine.was_out && !endpoint.out) mine.ejection.until = Instant{};
        mine.was_out = endpoint.out;
      }
}

}  // namespace meridian::proxy
