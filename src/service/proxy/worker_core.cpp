#include "service/proxy/worker_core.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <limits>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/hash.hpp"
#include "meridian/io/net/socket.hpp"
#include "meridian/io/observability/log.hpp"
#include "service/proxy/exchange.hpp"
#include "service/proxy/session.hpp"

namespace meridian::proxy {

namespace {

constexpr std::size_t kSpareExchangesMax = 256;
// Turns that deadlines wait while there is more to read than one turn takes.
constexpr int kFullTurnsMax = 128;

Instant read_clock() {
  return std::chrono::steady_clock::now();
}

}  // namespace

WorkerCore::WorkerCore(WorkerSetup from)
    : setup(std::move(from)),
      now(read_clock()),
      wheel(now),
      mailbox(reactor),
      gate({setup.workers, setup.connections_max, combine64(setup.seed, ~setup.index),
            &buffers.held}),
      pool(*this),
      metrics(*setup.metrics),
      body_scratch(new char[kBodyScratchBytes]),
      head_scratch(new char[kHeadScratchBytes]),
      http2_output(new char[kHttp2OutputBytes]),
      current_(std::make_unique<PinnedSnapshot>(PinnedSnapshot{setup.snapshot, 0})),
      random_state_(combine64(setup.seed, setup.index + 1)) {
  setup.snapshot.reset();
  adopt(current_->snapshot);
}

WorkerCore::~WorkerCore() {
  listeners_.clear();
  again_.clear();
  flushes_.clear();
  while (!sessions_.empty()) sessions_.back()->abandon();
  retired_sessions_.clear();
  pool.clear();
  retired_connections_.clear();
  spare_exchanges_.clear();
}

Result<bool> WorkerCore::open_listeners() {
  for (ListenerSetup& from : setup.listeners) {
    auto state = std::make_unique<ListenerState>();
    state->config = from.listener;
    if (from.credentials != nullptr) {
      auto context = tls::ServerContext::make(from.credentials, from.listener, setup.tickets);
      if (context.has_error()) return context.error();
      state->context = std::move(*context);
    }
    for (const int socket : from.sockets) state->port = net::local_endpoint(socket).port;
    listener_states.push_back(std::move(state));
  }
  if (setup.accepts) accept();
  return true;
}

void WorkerCore::accept() {
  for (std::size_t i = 0; i < setup.listeners.size(); ++i)
    for (const int socket : setup.listeners[i].sockets)
      listeners_.push_back(std::make_unique<net::Listener>(reactor, wheel, *this, socket, i));
}

void WorkerCore::run() {
  int full_turns = 0;
  while (!stopping_) {
    const bool full =
        reactor.wait(again_.empty() && flushes_.empty() ? wheel.sleep_max(now) : milliseconds{0});
    now = read_clock();
    reactor.dispatch();
    std::vector<ClientStream*> again;
    again.swap(again_);
    for (ClientStream* stream : again)
      if (!stream->closed()) stream->resume();
    // What has happened comes before what has not: a late worker must not time out a connection
    // whose answer is waiting in the kernel.
    full_turns = full ? full_turns + 1 : 0;
    if (full_turns % kFullTurnsMax == 0) wheel.advance(now);
    flush_sessions();
    end_turn();
  }
}

void WorkerCore::flush_sessions() {
  std::vector<Session*> flushes;
  flushes.swap(flushes_);
  for (Session* session : flushes)
    if (!session->closed()) session->flush();
}

void WorkerCore::end_turn() {
  retired_sessions_.clear();
  retired_connections_.clear();
  if (spare_exchanges_.size() > kSpareExchangesMax) spare_exchanges_.resize(kSpareExchangesMax);
  release_unpinned();
  metrics.held_bytes.set(buffers.held);
  metrics.handshakes_under_way.set(handshakes.size());
  if (draining && sessions_.empty() && !drained_told_) {
    drained_told_ = true;
    if (setup.on_drained) setup.on_drained();
  }
}

void WorkerCore::adopt(std::shared_ptr<const Snapshot> snapshot) {
  if (snapshot != current_->snapshot) {
    superseded_.push_back(std::move(current_));
    current_ = std::make_unique<PinnedSnapshot>(PinnedSnapshot{std::move(snapshot), 0});
  }
  gate.adopt(*current_->snapshot);
  pool.adopt(*current_->snapshot->view);
  in_flight.resize(current_->snapshot->view->topology->upstream_ids());
}

// Connections keep the context they were accepted with: OpenSSL counts its references.
void WorkerCore::adopt_credentials(const config::Listener& listener,
                                   std::shared_ptr<const tls::Credentials> credentials) {
  for (auto& state : listener_states) {
    if (state->config.name != listener.name) continue;
    auto context = tls::ServerContext::make(credentials, listener, setup.tickets);
    if (context.has_error()) {
      observability::log_error("worker", context.error().context);
      continue;
    }
    state->context = std::move(*context);
    state->config = listener;
  }
}

void WorkerCore::adopt_tickets(std::shared_ptr<const tls::TicketKeys> tickets) {
  setup.tickets = std::move(tickets);
  for (auto& state : listener_states)
    if (state->context != nullptr) state->context->use_tickets(setup.tickets);
}

PinnedSnapshot* WorkerCore::pin() {
  ++current_->pins;
  return current_.get();
}

void WorkerCore::unpin(PinnedSnapshot* pinned) {
  MERIDIAN_CHECK(pinned->pins > 0);
  --pinned->pins;
}

void WorkerCore::release_unpinned() {
  std::erase_if(superseded_, [&](std::unique_ptr<PinnedSnapshot>& pinned) {
    if (pinned->pins != 0) return false;
    if (setup.on_released) setup.on_released(std::move(pinned->snapshot));
    return true;
  });
}

void WorkerCore::drain(milliseconds time) {
  // What already waits in the accept queues is served before the sockets go away.
  for (auto& listener : listeners_) listener->empty_queue();
  draining = true;
  drained_by_ = now + time;
  listeners_.clear();
  for (std::size_t i = sessions_.size(); i-- > 0;) sessions_[i]->begin_drain(idle_until());
}

Instant WorkerCore::idle_until() const {
  constexpr nanoseconds kIdleMax = seconds{5};
  return now + std::min(std::max(drained_by_ - now, nanoseconds{0}) / 8, kIdleMax);
}

// After the first tenth of what is left, before the last three: a client needs time to close as
// well.
Instant WorkerCore::draw_close_time() {
  const nanoseconds tenth = std::max(drained_by_ - now, nanoseconds{0}) / 10;
  return now + tenth + tenth * 6 / 1024 * static_cast<std::int64_t>(next_random() % 1024);
}

void WorkerCore::on_accept(const net::Listener& listener, int fd, const IpEndpoint& peer) {
  metrics.accepted.add();
  auto client = Gate::Slot::none;
  const Gate::Verdict verdict = gate.begin_connection(peer.address, sessions_.size(), now, client);
  if (verdict.refused()) {
    count_refused(verdict);
    ::close(fd);
    return;
  }
  metrics.connections.add();
  sessions_.push_back(
      std::make_unique<Session>(*this, *listener_states[listener.index()], fd, peer));
  sessions_.back()->set_index(sessions_.size() - 1);
  sessions_.back()->set_client(client);
  if (!sessions_.back()->tls()) return;
  handshakes.begin(*sessions_.back());
  if (handshakes.size() > handshakes_max()) static_cast<Session*>(handshakes.oldest())->evict();
}

// A quarter of the connections where nothing is configured.
std::size_t WorkerCore::handshakes_max() const {
  const std::uint32_t wanted = snapshot().config->limits.handshakes;
  if (wanted != 0) return gate.share(wanted);
  const std::uint32_t connections = setup.connections_max;
  return connections == 0 ? std::numeric_limits<std::size_t>::max() : connections / 4 + 1;
}

void WorkerCore::count_refused(const Gate::Verdict& verdict) {
  metrics.connections_refused.add();
  metrics.terminations[static_cast<std::size_t>(verdict.refusal)].add();
}

void WorkerCore::retire(std::unique_ptr<UpstreamConnection> connection) {
  connection->user = nullptr;
  connection->connection.set_owner(nullptr);
  wheel.cancel(*connection);
  retired_connections_.push_back(std::move(connection));
}

void WorkerCore::retire(Session& session) {
  metrics.connections.subtract();
  gate.end_connection(session.client());
  std::erase(again_, &session);
  std::erase(flushes_, &session);
  const std::size_t at = session.index();
  retired_sessions_.push_back(std::move(sessions_[at]));
  if (at + 1 != sessions_.size()) {
    sessions_[at] = std::move(sessions_.back());
    sessions_[at]->set_index(at);
  }
  sessions_.pop_back();
}

void WorkerCore::run_again(ClientStream& stream) {
  if (std::find(again_.begin(), again_.end(), &stream) == again_.end()) again_.push_back(&stream);
}

void WorkerCore::forget(const ClientStream& stream) {
  std::erase(again_, &stream);
}

void WorkerCore::flush_later(Session& session) {
  if (std::find(flushes_.begin(), flushes_.end(), &session) == flushes_.end())
    flushes_.push_back(&session);
}

std::unique_ptr<Exchange> WorkerCore::take_exchange() {
  if (spare_exchanges_.empty()) return std::make_unique<Exchange>(*this);
  auto exchange = std::move(spare_exchanges_.back());
  spare_exchanges_.pop_back();
  return exchange;
}

void WorkerCore::give_back(std::unique_ptr<Exchange> exchange) {
  // Trimmed at the end of the turn: this one's functions may still be on the stack.
  spare_exchanges_.push_back(std::move(exchange));
}

std::string_view WorkerCore::http_date() {
  if (now < date_until_) return date_;
  const auto wall = std::chrono::system_clock::now();
  const auto second = std::chrono::floor<seconds>(wall);
  const std::time_t at = std::chrono::system_clock::to_time_t(second);
  std::tm parts{};
  gmtime_r(&at, &parts);
  // Not strftime: its names depend on the locale.
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char text[40];
  const int size = std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                 kDays[parts.tm_wday], parts.tm_mday, kMonths[parts.tm_mon],
                                 parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
  date_.assign(text, static_cast<std::size_t>(size));
  date_until_ = now + (second + seconds{1} - wall);
  return date_;
}

std::uint64_t WorkerCore::next_random() {
  random_state_ += 0x9e3779b97f4a7c15ULL;
  return mix64(random_state_);
}

}  // namespace meridian::proxy
