#include "meridian/io/probe/resolver.hpp"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <map>
#include <utility>

#include "meridian/core/base/limits.hpp"
#include "meridian/core/routing/build_view.hpp"
#include "meridian/io/observability/log.hpp"

namespace meridian::probe {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// Several answers close together are one change.
constexpr milliseconds kGather{20};

IpAddress address_of(const asio::ip::address& address) {
  return address.is_v4() ? IpAddress::v4(address.to_v4().to_uint())
                         : IpAddress::v6(address.to_v6().to_bytes());
}

Error unresolved(const std::string& host, const std::string& why) {
  return {.code = ErrorCode::not_found,
          .source = ErrorSource::system,
          .retryable = true,
          .context = "cannot resolve " + host + ": " + why};
}

Resolver::Lookup system_lookup(asio::io_context& io) {
  return [resolver = std::make_shared<tcp::resolver>(io)](
             const std::string& host, std::function<void(Resolver::Answer)> done) {
    resolver->async_resolve(
        host, "",
        [host, done = std::move(done)](const boost::system::error_code& error,
                                       const tcp::resolver::results_type& results) {
          if (error) return done(unresolved(host, error.message()));
          std::vector<IpAddress> addresses;
          for (const auto& entry : results) {
            addresses.push_back(address_of(entry.endpoint().address()));
          }
          done(std::move(addresses));
        });
  };
}

std::string to_text(const std::vector<IpAddress>& addresses) {
  std::string text;
  for (const IpAddress& address : addresses)
    text += (text.empty() ? "" : ", ") + address.to_string();
  return text;
}

struct Name {
  bool answered = false;  // at least one lookup has ended
  bool failing = false;
  bool queued = false;               // in State::queue
  std::vector<IpAddress> addresses;  // the last good ones
};

}  // namespace

struct Resolver::State : std::enable_shared_from_this<State> {
  State(asio::io_context& io, OnChange callback, Lookup lookup_with)
      : on_change(std::move(callback)),
        lookup(std::move(lookup_with)),
        round_timer(io),
        gather_timer(io) {}

  void begin_round();
  void look_up_next();
  void answered(const std::string& host, Answer answer);
  void end_round();
  bool take(Name& name, const std::string& host, Answer answer);
  void rebuild();
  void announce_soon();

  OnChange on_change;
  Lookup lookup;
  asio::steady_timer round_timer;
  asio::steady_timer gather_timer;
  std::shared_ptr<const routing::Topology> topology;
  std::map<std::string, Name> names;
  std::deque<std::string> queue;  // each of `names` at most once
  Counts counts;
  bool looking_up = false;
  bool gathering = false;
  std::vector<routing::ResolvedEndpoint> endpoints;
};

void Resolver::State::begin_round() {
  round_timer.cancel();
  for (auto& [host, name] : names) {
    if (!std::exchange(name.queued, true)) queue.push_back(host);
  }
  look_up_next();
}

void Resolver::State::look_up_next() {
  if (looking_up) return;
  if (queue.empty()) return end_round();
  const std::string host = std::move(queue.front());
  queue.pop_front();
  looking_up = true;
  names.at(host).queued = false;
  lookup(host, [weak = weak_from_this(), host](Answer answer) {
    const auto self = weak.lock();
    if (self == nullptr) return;
    self->looking_up = false;
    self->answered(host, std::move(answer));
    self->look_up_next();
  });
}

void Resolver::State::answered(const std::string& host, Answer answer) {
  const auto at = names.find(host);
  if (at == names.end()) return;  // it has left the config meanwhile
  if (!take(at->second, host, std::move(answer))) return;
  rebuild();
  announce_soon();
}

// True where the name's addresses are others than before.
bool Resolver::State::take(Name& name, const std::string& host, Answer answer) {
  const bool first = !std::exchange(name.answered, true);
  if (answer.has_value() && answer->empty()) answer = unresolved(host, "no address");
  ++(answer.has_error() ? counts.failed : counts.answered);
  if (answer.has_error()) {
    if (!std::exchange(name.failing, true)) {
      observability::log_error(
          "resolver",
          answer.error().context + (name.addresses.empty() ? "" : "; keeping the last addresses"));
    }
    return first;
  }
  if (std::exchange(name.failing, false)) {
    observability::log_info("resolver", host + " resolves again");
  }
  std::sort(answer->begin(), answer->end());
  answer->erase(std::unique(answer->begin(), answer->end()), answer->end());
  if (answer->size() > limits::kAddressesPerEndpointMax) {
    answer->resize(limits::kAddressesPerEndpointMax);
  }
  if (!first && *answer == name.addresses) return false;
  name.addresses = std::move(*answer);
  if (!first) observability::log_info("resolver", host + " is now " + to_text(name.addresses));
  return true;
}

void Resolver::State::end_round() {
  const bool missing = std::any_of(
      names.begin(), names.end(), [](const auto& entry) { return entry.second.addresses.empty(); });
  round_timer.expires_after(missing ? kResolveIntervalMissing : kResolveInterval);
  round_timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (!error && self != nullptr) self->begin_round();
  });
}

void Resolver::State::rebuild() {
  endpoints.clear();
  for (const routing::UpstreamNode& upstream : topology->upstreams()) {
    for (const routing::EndpointNode& endpoint : upstream.endpoints) {
      std::vector<IpAddress> addresses;
      if (const auto literal = IpAddress::parse(endpoint.host)) {
        addresses.push_back(*literal);
      } else {
        const Name& name = names.at(endpoint.host);
        if (!name.answered) continue;
        addresses = name.addresses;
      }
      auto& resolved = endpoints.emplace_back();
      resolved.id = endpoint.id;
      for (const IpAddress& a : addresses) resolved.addresses.push_back({a, endpoint.port});
    }
  }
  std::sort(endpoints.begin(), endpoints.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
}

void Resolver::State::announce_soon() {
  if (std::exchange(gathering, true)) return;
  gather_timer.expires_after(kGather);
  gather_timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (error || self == nullptr) return;
    self->gathering = false;
    self->on_change(self->endpoints);
  });
}

Resolver::Resolver(asio::io_context& io, OnChange on_change)
    : Resolver(io, std::move(on_change), system_lookup(io)) {}

Resolver::Resolver(asio::io_context& io, OnChange on_change, Lookup lookup)
    : state_(std::make_shared<State>(io, std::move(on_change), std::move(lookup))) {}

Resolver::~Resolver() = default;

void Resolver::watch(const std::shared_ptr<const routing::Topology>& topology) {
  auto old = std::exchange(state_->names, {});
  state_->queue.clear();
  for (auto& [host, name] : old) name.queued = false;
  for (const routing::UpstreamNode& upstream : topology->upstreams()) {
    for (const routing::EndpointNode& endpoint : upstream.endpoints) {
      if (IpAddress::parse(endpoint.host)) continue;
      auto kept = old.extract(endpoint.host);
      if (kept) state_->names.insert(std::move(kept));
      Name& name = state_->names[endpoint.host];
      if (name.answered || std::exchange(name.queued, true)) continue;
      state_->queue.push_back(endpoint.host);
    }
  }
  state_->topology = topology;
  state_->rebuild();
  state_->round_timer.cancel();
  state_->look_up_next();
}

const std::vector<routing::ResolvedEndpoint>& Resolver::addresses() const {
  return state_->endpoints;
}

Resolver::Counts Resolver::lookups() const {
  return state_->counts;
}

void Resolver::refresh() {
  state_->begin_round();
}

}  // namespace meridian::probe
