#include "io/observability/families.hpp"

#include <string>
#include <utility>

#include "io/observability/family.hpp"

namespace meridian::observability {
namespace {

// The blocks that all workers have of one upstream, summed.
struct Totals {
  std::array<std::uint64_t, kStatusCount> by_status{};
  std::array<std::uint64_t, routing::kReasonCount> decisions{};
  HistogramTotals request_duration;
  HistogramTotals connect;
  HistogramTotals first_byte;
  std::uint64_t connect_failures = 0;
  std::uint64_t retries = 0;
  std::uint64_t retries_answered = 0;
  std::uint64_t retries_withheld = 0;
  std::uint64_t in_flight = 0;
  bool used = false;

  void add(const UpstreamMetrics& part);
};

template <std::size_t N>
void add_all(std::array<std::uint64_t, N>& to, const std::array<Counter, N>& part) {
  for (std::size_t i = 0; i < N; ++i) to[i] += part[i].value();
}

void Totals::add(const UpstreamMetrics& part) {
  used = true;
  add_all(by_status, part.by_status);
  add_all(decisions, part.decisions);
  request_duration.add(part.request_duration);
  connect.add(part.connect);
  first_byte.add(part.first_byte);
  connect_failures += part.connect_failures.value();
  retries_answered += part.retries_answered.value();  // before the sends it is a part of
  retries += part.retries.value();
  retries_withheld += part.retries_withheld.value();
  in_flight += part.in_flight.value();
}

struct RequestFamilies {
  Family requests = Family::counter("meridian_requests_total",
                                    "Exchanges that ended, by status sent to the client; without "
                                    "service and region: answered by the edge itself.");
  Family duration = Family::histogram("meridian_request_duration_seconds",
                                      "From the complete request head to the end of the exchange.");
  Family latency = Family::histogram(
      "meridian_upstream_latency_seconds",
      "Phase connect: TCP and TLS of new connections. Phase first_byte: request sent to the first "
      "byte of the response.");
  Family decisions =
      Family::counter("meridian_routing_decisions_total",
                      "Exchanges that ended, by the reason of the region or of the answer.");
  Family retries = Family::counter(
      "meridian_retries_total",
      "Sends after the first one of a request. Result answered: the exchange then ended well. "
      "Result withheld: not sent, as the retry budget was used up.");
  Family connect_failures =
      Family::counter("meridian_upstream_connect_failures_total",
                      "Connections to an endpoint that were refused, reset or timed out.");
  Family in_flight = Family::gauge("meridian_upstream_requests_in_flight",
                                   "Requests sent to an upstream and not yet finished.");

  void add(const Labels& upstream, const Totals& totals);
  void add_own(Workers workers);
  void move_to(Families& to);
};

Labels with(Labels labels, std::string name, std::string value) {
  labels.push_back({std::move(name), std::move(value)});
  return labels;
}

std::string code_label(std::size_t status) {
  if (status == 0) return "none";
  return status == kStatusCount - 1 ? "other" : std::to_string(status);
}

void add_codes(Family& to, const Labels& labels,
               const std::array<std::uint64_t, kStatusCount>& by_status) {
  for (std::size_t status = 0; status < by_status.size(); ++status) {
    if (by_status[status] == 0) continue;
    to.add(with(labels, "code", code_label(status)), by_status[status]);
  }
}

void add_reasons(Family& to, const Labels& labels,
                 const std::array<std::uint64_t, routing::kReasonCount>& by_reason) {
  for (std::size_t i = 0; i < by_reason.size(); ++i) {
    if (by_reason[i] == 0) continue;
    const auto reason = routing::to_string(static_cast<routing::Reason>(i));
    to.add(with(labels, "reason", std::string(reason)), by_reason[i]);
  }
}

void RequestFamilies::add(const Labels& upstream, const Totals& totals) {
  add_codes(requests, upstream, totals.by_status);
  add_reasons(decisions, upstream, totals.decisions);
  duration.add(upstream, totals.request_duration);
  latency.add(with(upstream, "phase", "connect"), totals.connect);
  latency.add(with(upstream, "phase", "first_byte"), totals.first_byte);
  const std::uint64_t failed =
      totals.retries > totals.retries_answered ? totals.retries - totals.retries_answered : 0;
  retries.add(with(upstream, "result", "answered"), totals.retries_answered);
  retries.add(with(upstream, "result", "failed"), failed);
  retries.add(with(upstream, "result", "withheld"), totals.retries_withheld);
  connect_failures.add(upstream, totals.connect_failures);
  in_flight.add(upstream, totals.in_flight);
}

void RequestFamilies::add_own(Workers workers) {
  std::array<std::uint64_t, kStatusCount> by_status{};
  std::array<std::uint64_t, routing::kReasonCount> by_reason{};
  for (const WorkerMetrics* worker : workers) {
    add_all(by_status, worker->own_answers);
    add_all(by_reason, worker->own_answers_by_reason);
  }
  add_codes(requests, {}, by_status);
  add_reasons(decisions, {}, by_reason);
}

void RequestFamilies::move_to(Families& to) {
  for (Family* family :
       {&requests, &duration, &latency, &decisions, &retries, &connect_failures, &in_flight}) {
    to.push_back(std::move(*family).take());
  }
}

}  // namespace

void add_request_families(Families& to, Workers workers, const routing::Topology& topology) {
  RequestFamilies families;
  for (std::size_t i = 0; i < topology.upstream_ids(); ++i) {
    const auto id = static_cast<UpstreamId>(i);
    Totals totals;
    for (const WorkerMetrics* worker : workers) {
      if (const UpstreamMetrics* part = worker->find_upstream(id)) totals.add(*part);
    }
    if (!totals.used) continue;
    const auto [service, region] = topology.upstream_name(id);
    families.add({{"service", std::string(service)}, {"region", std::string(region)}}, totals);
  }
  families.add_own(workers);
  families.move_to(to);
}

}  // namespace meridian::observability
