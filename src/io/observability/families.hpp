// The metrics of /metrics, by where their numbers come from.
#pragma once

#include <prometheus/metric_family.h>

#include <span>
#include <vector>

#include "meridian/io/observability/exposition.hpp"

namespace meridian::observability {

using Families = std::vector<prometheus::MetricFamily>;
using Workers = std::span<const WorkerMetrics* const>;

// Per upstream, and what the edge answered itself: requests, latency, decisions, retries.
void add_request_families(Families& to, Workers workers, const routing::Topology& topology);
// Of the workers as a whole: connections, handshakes, violations, bytes.
void add_worker_families(Families& to, Workers workers, const Gauges& gauges);
// Of the control thread.
void add_gauge_families(Families& to, const Gauges& gauges);

}  // namespace meridian::observability
