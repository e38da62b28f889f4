#include "meridian/io/observability/counter.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "meridian/io/observability/worker_metrics.hpp"

namespace meridian::observability {
namespace {

TEST(Counter, AReaderNeverSeesItFall) {
  constexpr std::uint64_t kAdds = 100000;
  Counter counter;
  std::thread writer([&counter] {
    for (std::uint64_t i = 0; i < kAdds; ++i) counter.add();
  });
  std::uint64_t last = 0;
  bool rising = true;
  while (last < kAdds) {
    const std::uint64_t now = counter.value();
    rising = rising && now >= last;
    last = now;
  }
  writer.join();
  EXPECT_TRUE(rising);
  EXPECT_EQ(counter.value(), kAdds);
}

TEST(Counter, GoesDownAsAGauge) {
  Counter gauge;
  gauge.add(5);
  gauge.subtract(2);
  EXPECT_EQ(gauge.value(), 3U);
}

TEST(WorkerMetrics, AReaderFindsAWholeBlockOfAnotherThread) {
  WorkerMetrics metrics;
  std::thread worker([&metrics] {
    for (std::uint32_t id = 0; id < 200; ++id) metrics.upstream(UpstreamId{id}).retries.add();
  });
  for (std::uint32_t id = 0; id < 200; ++id) {
    const UpstreamMetrics* found = nullptr;
    while ((found = metrics.find_upstream(UpstreamId{id})) == nullptr) std::this_thread::yield();
    while (found->retries.value() == 0) std::this_thread::yield();
    EXPECT_EQ(found->retries.value(), 1U);
  }
  worker.join();
}

}  // namespace
}  // namespace meridian::observability
