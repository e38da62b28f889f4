#include "network.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "meridian/core/base/hash.hpp"

namespace meridian::lab {

namespace {

// Light in fibre takes 1 ms for 100 km there and back. No cable is straight.
constexpr double kKmPerMs = 100;
constexpr double kDetourMin = 1.2;
constexpr double kDetourMax = 2.2;
constexpr double kFloorMs = 1;     // switches, and the last hop inside the region
constexpr double kDiurnal = 0.06;  // of the latency, up and down over a day
constexpr double kSecondsOfDay = 86'400;

constexpr std::size_t kTicksPerMinute = 60 / kTick.count();
constexpr std::size_t kTicksPerHour = 60 * kTicksPerMinute;
constexpr double kStepsPerHour = 1.0 / 3;
constexpr double kOutagesPerHour = 0.25;
constexpr double kHalfOutagesPerHour = 0.25;

// What a draw is for.
enum class Draw : std::uint64_t { detour, phase, step, outage, half_outage, noise, angle };

std::uint64_t pair_key(std::size_t edge, std::size_t region) {
  return edge * 1000 + region;
}

std::uint64_t key_of(Draw draw, std::uint64_t number) {
  return static_cast<std::uint64_t>(draw) * 1'000'000 + number;
}

}  // namespace

Network::Network(const Extent& extent) : extent_(extent), edges_(edge_sites().size()) {
  draw_steps();
  draw_outages();
  lay_out_truth();
  lay_out_health();
  lay_out_probes();
}

double Network::draw(std::uint64_t a, std::uint64_t b, std::uint64_t c) const {
  const std::uint64_t bits = combine64(combine64(combine64(extent_.seed, a), b), c);
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

Period Network::draw_period(std::size_t hour, std::uint64_t key, std::size_t shortest,
                            std::size_t longest) const {
  const auto place = static_cast<double>(kTicksPerHour);
  const auto from = hour * kTicksPerHour + static_cast<std::size_t>(place * draw(key, hour, 1));
  const auto spread = static_cast<double>(longest - shortest) * kTicksPerMinute;
  const auto length =
      shortest * kTicksPerMinute + static_cast<std::size_t>(spread * draw(key, hour, 2));
  return {from, std::min(from + length, extent_.ticks)};
}

void Network::draw_steps() {
  for (std::size_t hour = 0; hour * kTicksPerHour < extent_.ticks; ++hour)
    for (std::size_t edge = 0; edge < edges_; ++edge)
      for (std::size_t region = 0; region < extent_.regions; ++region) {
        const std::uint64_t key = key_of(Draw::step, pair_key(edge, region));
        if (draw(key, hour, 0) < kStepsPerHour)
          steps_.push_back({edge, region, draw_period(hour, key, 5, 20)});
      }
}

void Network::draw_outages() {
  for (std::size_t hour = 0; hour * kTicksPerHour < extent_.ticks; ++hour)
    for (std::size_t region = 0; region < extent_.regions; ++region) {
      const std::uint64_t all = key_of(Draw::outage, region);
      const std::uint64_t half = key_of(Draw::half_outage, region);
      if (draw(all, hour, 0) < kOutagesPerHour)
        outages_.push_back({region, draw_period(hour, all, 2, 6), 0});
      if (draw(half, hour, 0) < kHalfOutagesPerHour)
        outages_.push_back({region, draw_period(hour, half, 5, 10), 0.5});
    }
}

double Network::distance_km(std::size_t edge, std::size_t region) const {
  return geo::distance_km(edge_sites()[edge].at, region_sites()[region].at);
}

double Network::typical(std::size_t edge, std::size_t region) const {
  const double detour = kDetourMin + (kDetourMax - kDetourMin) *
                                         draw(key_of(Draw::detour, pair_key(edge, region)), 0, 0);
  return kFloorMs + distance_km(edge, region) / kKmPerMs * detour;
}

void Network::lay_out_truth() {
  truth_.resize(extent_.ticks * edges_ * extent_.regions);
  for (std::size_t edge = 0; edge < edges_; ++edge)
    for (std::size_t region = 0; region < extent_.regions; ++region) {
      const double base = typical(edge, region);
      const double phase = draw(key_of(Draw::phase, pair_key(edge, region)), 0, 0);
      for (std::size_t tick = 0; tick < extent_.ticks; ++tick) {
        const double day = static_cast<double>(tick) * kTick.count() / kSecondsOfDay + phase;
        truth_[(tick * edges_ + edge) * extent_.regions + region] =
            static_cast<float>(base * (1 + kDiurnal * std::sin(day * 2 * std::numbers::pi)));
      }
    }
  for (const LatencyStep& step : steps_)
    for (std::size_t tick = step.period.from; tick < step.period.to; ++tick)
      truth_[(tick * edges_ + step.edge) * extent_.regions + step.region] += kStepMs;
}

void Network::lay_out_health() {
  working_.assign(extent_.ticks * extent_.regions, 1);
  seen_out_.assign(extent_.ticks * extent_.regions, false);
  for (const Outage& outage : outages_)
    for (std::size_t tick = outage.period.from; tick < outage.period.to; ++tick) {
      float& working = working_[tick * extent_.regions + outage.region];
      working = std::min(working, static_cast<float>(outage.working));
    }
  for (std::size_t region = 0; region < extent_.regions; ++region) {
    int failed = 0;
    int passed = kRise;
    for (std::size_t tick = 0; tick < extent_.ticks; ++tick) {
      const bool up = working(tick, region) > 0;
      failed = up ? 0 : failed + 1;
      passed = up ? passed + 1 : 0;
      const bool before = tick > 0 && seen_out(tick - 1, region);
      seen_out_[tick * extent_.regions + region] = before ? passed < kRise : failed >= kFall;
    }
  }
}

void Network::lay_out_probes() {
  for (std::size_t tick = 0; tick < extent_.ticks; ++tick)
    for (std::size_t edge = 0; edge < edges_; ++edge)
      for (std::size_t region = 0; region < extent_.regions; ++region)
        probes_.push_back(static_cast<float>(draw_probe(tick, edge, region)));
}

// Never below half of the truth: a probe is not faster than light.
double Network::draw_probe(std::size_t tick, std::size_t edge, std::size_t region) const {
  const std::uint64_t key = pair_key(edge, region);
  const double radius = std::sqrt(-2 * std::log(1 - draw(key_of(Draw::noise, key), tick, 0)));
  const double angle = 2 * std::numbers::pi * draw(key_of(Draw::angle, key), tick, 0);
  const double noise = kProbeNoise * radius * std::cos(angle);
  return truth(tick, edge, region) * std::max(0.5, 1 + noise);
}

}  // namespace meridian::lab
