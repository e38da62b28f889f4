#include "io/observability/families.hpp"

#include <string>
#include <tuple>
#include <utility>

#include "io/observability/family.hpp"

namespace meridian::observability {
namespace {

constexpr std::size_t kContinentCount =
    std::tuple_size_v<decltype(WorkerMetrics::clients_by_continent)>;

std::uint64_t sum(Workers workers, Counter WorkerMetrics::*counter) {
  std::uint64_t total = 0;
  for (const WorkerMetrics* worker : workers) total += (worker->*counter).value();
  return total;
}

template <std::size_t N>
std::uint64_t sum(Workers workers, std::array<Counter, N> WorkerMetrics::*counters, std::size_t i) {
  std::uint64_t total = 0;
  for (const WorkerMetrics* worker : workers) total += (worker->*counters)[i].value();
  return total;
}

void add_single(Families& to, Family family, std::uint64_t value) {
  family.add({}, value);
  to.push_back(std::move(family).take());
}

void add_connections(Families& to, Workers workers) {
  add_single(to,
             Family::counter("meridian_connections_accepted_total", "Client connections accepted."),
             sum(workers, &WorkerMetrics::accepted));
  add_single(to, Family::gauge("meridian_connections", "Client connections open now."),
             sum(workers, &WorkerMetrics::connections));
  add_single(
      to,
      Family::counter("meridian_connections_refused_total",
                      "Client connections closed at accept; meridian_terminations_total says why."),
      sum(workers, &WorkerMetrics::connections_refused));
}

void add_proxy_headers(Families& to, Workers workers) {
  Family refused = Family::counter("meridian_proxy_protocol_refused_total",
                                   "Client connections closed for their PROXY header, by reason.");
  for (std::size_t i = 1; i < proxy_protocol::kRefusalCount; ++i) {  // 0 is `none`
    const auto reason = proxy_protocol::to_string(static_cast<proxy_protocol::Refusal>(i));
    refused.add({{"reason", std::string(reason)}},
                sum(workers, &WorkerMetrics::proxy_headers_refused, i));
  }
  to.push_back(std::move(refused).take());
}

void add_handshakes(Families& to, Workers workers) {
  Family family = Family::counter("meridian_tls_handshakes_total", "TLS handshakes with clients.");
  const auto add = [&](const char* version, Counter WorkerMetrics::*all,
                       Counter WorkerMetrics::*resumed) {
    const std::uint64_t some = sum(workers, resumed);  // read before the whole it is a part of
    const std::uint64_t total = sum(workers, all);
    family.add({{"version", version}, {"resumed", "false"}, {"result", "ok"}},
               total > some ? total - some : 0);
    family.add({{"version", version}, {"resumed", "true"}, {"result", "ok"}}, some);
  };
  add("1.2", &WorkerMetrics::handshakes_tls12, &WorkerMetrics::handshakes_tls12_resumed);
  add("1.3", &WorkerMetrics::handshakes_tls13, &WorkerMetrics::handshakes_tls13_resumed);
  family.add({{"version", "unknown"}, {"resumed", "false"}, {"result", "failed"}},
             sum(workers, &WorkerMetrics::handshakes_failed));
  to.push_back(std::move(family).take());
  add_single(to,
             Family::gauge("meridian_tls_handshakes_in_progress",
                           "Client connections whose TLS handshake is under way."),
             sum(workers, &WorkerMetrics::handshakes_under_way));
}

void add_endings(Families& to, Workers workers) {
  Family violations = Family::counter("meridian_protocol_violations_total",
                                      "Messages refused by the rules of HTTP, by rule.");
  for (std::size_t i = 1; i < kViolationCount; ++i) {  // 0 is `none`
    const auto kind = http::to_string(static_cast<http::Violation>(i));
    violations.add({{"kind", std::string(kind)}}, sum(workers, &WorkerMetrics::violations, i));
  }
  for (std::size_t i = 1; i < http2::kFaultCount; ++i) {
    const auto kind = http2::to_string(static_cast<http2::Fault>(i));
    violations.add({{"kind", "h2_" + std::string(kind)}},
                   sum(workers, &WorkerMetrics::http2_faults, i));
  }
  to.push_back(std::move(violations).take());
  Family endings =
      Family::counter("meridian_terminations_total", "How exchanges and connections ended.");
  for (std::size_t i = 0; i < kTerminationCount; ++i) {
    const auto cause = to_string(static_cast<Termination>(i));
    endings.add({{"cause", std::string(cause)}}, sum(workers, &WorkerMetrics::terminations, i));
  }
  to.push_back(std::move(endings).take());
}

void add_places(Families& to, Workers workers) {
  Family clients = Family::counter("meridian_clients_total", "Requests by the client's continent.");
  for (std::size_t i = 0; i < kContinentCount; ++i) {
    const auto code = geo::to_string(static_cast<geo::Continent>(i));
    clients.add({{"place", i == 0 ? "unknown" : std::string(code)}},
                sum(workers, &WorkerMetrics::clients_by_continent, i));
  }
  to.push_back(std::move(clients).take());
  add_single(to,
             Family::counter("meridian_places_unknown_total", "Requests whose country is unknown."),
             sum(workers, &WorkerMetrics::places_unknown));
}

void add_pins(Families& to, Workers workers) {
  Family pins = Family::counter("meridian_affinity_pins_total",
                                "Cookies that pin clients to regions: those received, by how they "
                                "were judged, and those given.");
  for (std::size_t i = 0; i < kPinResultCount; ++i) {
    const auto result = to_string(static_cast<PinResult>(i));
    pins.add({{"result", std::string(result)}}, sum(workers, &WorkerMetrics::pins, i));
  }
  to.push_back(std::move(pins).take());
}

void add_bytes(Families& to, Workers workers) {
  add_single(to,
             Family::counter("meridian_client_received_bytes_total",
                             "Bytes of request bodies received from clients."),
             sum(workers, &WorkerMetrics::bytes_from_clients));
  add_single(to,
             Family::counter("meridian_client_sent_bytes_total",
                             "Bytes of response bodies sent to clients."),
             sum(workers, &WorkerMetrics::bytes_to_clients));
}

void add_held(Families& to, Workers workers) {
  add_single(to,
             Family::gauge("meridian_held_bytes",
                           "What exchanges keep: heads, bodies for a retry, output that the other "
                           "side does not take; see limits.memory."),
             sum(workers, &WorkerMetrics::held_bytes));
}

}  // namespace

void add_worker_families(Families& to, Workers workers, const Gauges& gauges) {
  add_connections(to, workers);
  add_proxy_headers(to, workers);
  add_handshakes(to, workers);
  add_endings(to, workers);
  add_places(to, workers);
  add_pins(to, workers);
  add_bytes(to, workers);
  add_held(to, workers);
  add_single(to,
             Family::counter("meridian_access_log_dropped_total",
                             "Access log records lost to a full ring or an unwritable file."),
             sum(workers, &WorkerMetrics::log_records_dropped) + gauges.access_log_records_lost);
}

}  // namespace meridian::observability
