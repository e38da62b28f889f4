#include "meridian/io/observability/exposition.hpp"

#include <prometheus/collectable.h>
#include <prometheus/text_serializer.h>

#include <utility>

#include "io/observability/families.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::observability {
namespace {

// One scrape as prometheus-cpp wants it.
class Scrape final : public prometheus::Collectable {
 public:
  Scrape(Workers workers, const Gauges& gauges) : workers_(workers), gauges_(gauges) {}

  std::vector<prometheus::MetricFamily> Collect() const override {
    Families all;
    add_request_families(all, workers_, *gauges_.topology);
    add_worker_families(all, workers_, gauges_);
    add_gauge_families(all, gauges_);
    std::erase_if(all, [](const auto& family) { return family.metric.empty(); });
    return all;
  }

 private:
  Workers workers_;
  const Gauges& gauges_;
};

}  // namespace

Exposition::Exposition(std::vector<const WorkerMetrics*> workers) : workers_(std::move(workers)) {}

std::string Exposition::render(const Gauges& gauges) const {
  MERIDIAN_CHECK(gauges.topology != nullptr);
  return prometheus::TextSerializer().Serialize(Scrape(workers_, gauges).Collect());
}

}  // namespace meridian::observability
