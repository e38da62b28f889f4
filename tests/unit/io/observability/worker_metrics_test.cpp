#include "meridian/io/observability/worker_metrics.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace meridian::observability {
namespace {

TEST(WorkerMetrics, MakesTheBlockOfAnUpstreamAtFirstUse) {
  WorkerMetrics metrics;
  EXPECT_EQ(metrics.find_upstream(UpstreamId{3}), nullptr);
  UpstreamMetrics& block = metrics.upstream(UpstreamId{3});
  block.by_status[200].add();
  EXPECT_EQ(metrics.find_upstream(UpstreamId{3}), &block);
  EXPECT_EQ(&metrics.upstream(UpstreamId{3}), &block);
  EXPECT_EQ(metrics.find_upstream(UpstreamId{4}), nullptr);
}

TEST(Termination, NamesAreDistinct) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kTerminationCount; ++i) {
    names.insert(to_string(static_cast<Termination>(i)));
  }
  EXPECT_EQ(names.size(), kTerminationCount);
}

TEST(PinResult, NamesAreDistinct) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kPinResultCount; ++i)
    names.insert(to_string(static_cast<PinResult>(i)));
  EXPECT_EQ(names.size(), kPinResultCount);
}

TEST(LatencyHistogram, PutsAnObservationIntoTheFirstBucketThatHoldsIt) {
  using namespace std::chrono_literals;
  LatencyHistogram histogram;
  histogram.observe(500us);  // on the bound: le is inclusive
  histogram.observe(501us);
  histogram.observe(11s);
  EXPECT_EQ(histogram.bucket(0), 1U);
  EXPECT_EQ(histogram.bucket(1), 1U);
  EXPECT_EQ(histogram.bucket(kLatencyBounds.size()), 1U);
  EXPECT_EQ(histogram.sum_ns(), 11001001000U);
}

}  // namespace
}  // namespace meridian::observability
