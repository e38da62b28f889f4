// How a request gets its region: the one pure function the product turns on. Serving, explain and
// every test call this; nothing else chooses a region. No allocation, no clock, no randomness.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "meridian/core/http/field.hpp"
#include "meridian/core/routing/reason.hpp"
#include "meridian/core/routing/view.hpp"

namespace meridian::routing {

struct Client {
  IpAddress address;  // after trusted proxies
  geo::Place place;
  // The upstream that a valid pin of this client names; the shell has verified it. It counts for
  // the service of that upstream only, and only where that pins by cookie.
  std::optional<UpstreamId> pin = std::nullopt;
};

// Who explores is drawn anew each time. The number of a window is the time since 1970 in such
// lengths, so that edges agree about it.
inline constexpr seconds kExploreWindow{600};

struct Request {
  std::string_view host;  // without port, any case
  std::string_view path;  // without query
  std::string_view method = "GET";
  std::span<const http::Field> fields;
  std::uint64_t request_key = 0;  // weighted with key `request`: any number that differs by request
  std::span<const UpstreamId> tried;  // a retry: upstreams that failed this request
  std::uint64_t explore_window = 0;   // 0: it explores nothing
};

// This worker's requests in flight, by UpstreamId; missing ones count as 0.
struct Load {
  std::span<const std::uint32_t> in_flight;
};

// What a request asks of a service with the step `capacity`, before that step: see Demand.
struct Want {
  bool counts = false;     // the first decision about a request that some region may take
  std::uint8_t first = 0;  // candidates
  std::uint8_t next = 0;   // equal to first: there is no other
  std::uint8_t cost_class = 0;
};

enum class Outcome : std::uint8_t { forward, redirect, respond, refuse };
std::string_view to_string(Outcome outcome);

struct Decision {
  Outcome outcome = Outcome::refuse;
  Reason reason = Reason::no_route;
  std::uint16_t status = 404;        // redirect, respond and refuse
  const RouteView* route = nullptr;  // null: no route
  const ServiceView* service = nullptr;
  bool canary = false;  // `service` is the route's canary
  // forward: whoever answers is to be the client's pin. False also where the role chose the region.
  bool pins = false;
  const config::Answer* answer = nullptr;  // respond, or a refusal with a configured answer
  const config::Redirect* redirect = nullptr;
  std::string_view redirect_host;  // Reason::fence_redirect
  Want want;
  std::uint8_t count = 0;  // forward: candidates in the order to try
  std::array<std::uint8_t, limits::kUpstreamsPerServiceMax> order;  // [0, count): service-local
  const UpstreamView& candidate(std::size_t i) const { return service->upstreams[order[i]]; }
};

Decision decide(const Client& client, const Request& request, const View& view, const Load& load,
                Instant now);

// The service that decide would choose from; null where the route answers, or there is none. For
// what the shell must know first: whose pin to look for.
const ServiceView* service_for(const Client& client, const Request& request, const View& view);

// Once more before every send: may this upstream of the current view serve such a request of this
// client now? False when it left the service, the fence, the role, the operator's state or (unless
// panic applies) health.
bool admit(const View& view, UpstreamId upstream, const Client& client, std::string_view method);

// Inside a region: which endpoint. Two choices by `random` on (in flight + 1) x latency; endpoints
// that are out or ejected are left out while others remain. Returns an index, or -1 if none.
struct EndpointLoad {
  std::uint32_t in_flight = 0;
  float latency_us = 0;  // peak EWMA; 0: unknown
  bool ejected = false;
};
int choose_endpoint(std::span<const EndpointLoad> endpoints, const UpstreamView& upstream,
                    std::uint64_t random);

}  // namespace meridian::routing
