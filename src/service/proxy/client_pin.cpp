#include "service/proxy/client_pin.hpp"

#include <algorithm>

#include "meridian/core/http/cookie.hpp"

namespace meridian::proxy {

using observability::PinResult;

namespace {

std::uint64_t unix_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<seconds>(now).count());
}

const PinKeys* keys_of(const Snapshot& snapshot, const routing::ServiceView& service) {
  const auto index = static_cast<std::size_t>(&service - snapshot.view->services.data());
  return index < snapshot.pin_keys.size() ? snapshot.pin_keys[index].get() : nullptr;
}

bool takes_new_clients(const routing::UpstreamView& upstream) {
  return upstream.state == config::UpstreamState::enabled && upstream.weight > 0;
}

}  // namespace

std::optional<UpstreamId> ClientPin::read(const Snapshot& snapshot, const routing::Client& client,
                                          const routing::Request& request,
                                          observability::WorkerMetrics& metrics) {
  const routing::ServiceView* service = routing::service_for(client, request, *snapshot.view);
  if (service == nullptr || service->affinity->by != config::AffinityBy::cookie)
    return std::nullopt;
  const auto text = http::find_cookie(request.fields, service->affinity->cookie);
  if (!text) return std::nullopt;
  cookie_ = service->affinity->cookie;
  std::optional<UpstreamId> pin;
  const PinResult result = judge(snapshot, *service, *text, pin);
  metrics.pins[static_cast<std::size_t>(result)].add();
  return pin;
}

PinResult ClientPin::judge(const Snapshot& snapshot, const routing::ServiceView& service,
                           std::string_view text, std::optional<UpstreamId>& pin) {
  const auto parsed = routing::parse_pin(text);
  if (!parsed) return PinResult::malformed;
  const PinKeys* keys = keys_of(snapshot, service);
  if (keys == nullptr) return PinResult::unknown_key;
  const PinResult result = keys->judge(*parsed, unix_now());
  if (result != PinResult::valid) return result;
  const auto upstream = std::find_if(service.upstreams.begin(), service.upstreams.end(),
                                     [&](const auto& one) { return one.region == parsed->region; });
  if (upstream == service.upstreams.end()) return PinResult::unknown_region;
  pin = upstream->id;
  expires_ = parsed->expires;
  return PinResult::valid;
}

// A pin to a region that takes no new clients is not prolonged: the region is empty after one ttl.
void ClientPin::offer(const Snapshot& snapshot, const routing::Decision& decision,
                      const routing::Client& client, const Offer& offer) {
  const PinKeys* keys = keys_of(snapshot, *decision.service);
  if (keys == nullptr) return;
  const config::Affinity& affinity = *decision.service->affinity;
  const auto ttl =
      static_cast<std::uint64_t>(std::chrono::duration_cast<seconds>(affinity.ttl).count());
  const std::uint64_t now = unix_now();
  if (client.pin == offer.upstream.id &&
      (expires_ > now + ttl / 2 || !takes_new_clients(offer.upstream)))
    return;
  set_cookie_.assign("Set-Cookie: ").append(affinity.cookie).append("=");
  set_cookie_.append(keys->sign(offer.upstream.region, now + ttl));
  set_cookie_.append("; Path=/; Max-Age=").append(std::to_string(ttl));
  set_cookie_.append("; HttpOnly; SameSite=Lax");
  set_cookie_.append(offer.secure ? "; Secure\r\n" : "\r\n");
}

}  // namespace meridian::proxy
