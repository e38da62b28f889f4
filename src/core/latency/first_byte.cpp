#include "meridian/core/latency/first_byte.hpp"

namespace meridian::latency {

namespace {

// The time that this many of the samples took at most.
microseconds quantile(const FirstByteCounts& counts, std::uint64_t samples) {
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    seen += counts[i];
    if (seen >= samples) return first_byte_bound(i);
  }
  return first_byte_bound(counts.size() - 1);
}

}  // namespace

bool FirstByteWindow::take(const FirstByteCounts& counts, Instant now) {
  const bool first = !since_;
  FirstByteCounts in_window{};
  std::uint64_t samples = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) samples += in_window[i] = counts[i] - begin_[i];
  const bool enough = samples >= kFirstByteSamplesMin;
  if (!first && !enough && now - *since_ < kFirstByteWindowMax) return false;
  begin_ = counts;
  since_ = now;
  row_.reset();
  if (first || !enough) return false;
  row_ = FirstByte{quantile(in_window, (samples + 1) / 2),
                   quantile(in_window, (samples * 95 + 99) / 100), samples, now};
  return true;
}

}  // namespace meridian::latency
