// The world between edges and regions: what a round trip takes, what a probe of it measures, and
// which regions are out, all by tick. Drawn from a seed once; every rule lives in the same one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "meridian/core/base/time.hpp"
#include "sites.hpp"

namespace meridian::lab {

inline constexpr seconds kTick{2};  // between two probes of a region by an edge
inline constexpr double kProbeNoise = 0.10;
inline constexpr float kStepMs = 50;  // by which a way gets longer for a while
// Checks in a row before a region counts as out, or as back: the same for every rule.
inline constexpr int kFall = 3;
inline constexpr int kRise = 2;

struct Extent {
  std::uint64_t seed = 1;
  std::size_t regions = 3;
  std::size_t ticks = 0;
};

// From tick `from` up to, not including, `to`.
struct Period {
  std::size_t from = 0;
  std::size_t to = 0;
};

struct LatencyStep {
  std::size_t edge = 0;
  std::size_t region = 0;
  Period period;
};

struct Outage {
  std::size_t region = 0;
  Period period;
  double working = 0;  // the share of endpoints that still work
};

class Network {
 public:
  explicit Network(const Extent& extent);

  std::size_t edges() const { return edges_; }
  std::size_t regions() const { return extent_.regions; }
  std::size_t ticks() const { return extent_.ticks; }
  // Milliseconds of one round trip.
  double truth(std::size_t tick, std::size_t edge, std::size_t region) const {
    return truth_[(tick * edges_ + edge) * extent_.regions + region];
  }
  double probe(std::size_t tick, std::size_t edge, std::size_t region) const {
    return probes_[(tick * edges_ + edge) * extent_.regions + region];
  }
  // Without steps and the hour of the day.
  double typical(std::size_t edge, std::size_t region) const;
  double distance_km(std::size_t edge, std::size_t region) const;
  // The share of endpoints that work; 0: the region is out.
  double working(std::size_t tick, std::size_t region) const {
    return working_[tick * extent_.regions + region];
  }
  bool seen_out(std::size_t tick, std::size_t region) const {
    return seen_out_[tick * extent_.regions + region];
  }
  const std::vector<LatencyStep>& steps() const { return steps_; }
  const std::vector<Outage>& outages() const { return outages_; }

 private:
  // In [0, 1), by what it is for.
  double draw(std::uint64_t a, std::uint64_t b, std::uint64_t c) const;
  Period draw_period(std::size_t hour, std::uint64_t key, std::size_t shortest,
                     std::size_t longest) const;
  void draw_steps();
  void draw_outages();
  void lay_out_truth();
  void lay_out_health();
  void lay_out_probes();
  double draw_probe(std::size_t tick, std::size_t edge, std::size_t region) const;

  Extent extent_;
  std::size_t edges_;
  std::vector<LatencyStep> steps_;
  std::vector<Outage> outages_;
  std::vector<float> truth_;
  std::vector<float> probes_;
  std::vector<float> working_;
  std::vector<bool> seen_out_;
};

}  // namespace meridian::lab
