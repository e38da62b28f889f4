// Keeps account of what one contender does in one world.
#pragma once

#include <vector>

#include "account.hpp"
#include "steering.hpp"

namespace meridian::lab {

class Ledger {
 public:
  Ledger(const World& world, bool keeps_fence, std::size_t warm_up);
  // Resident goes to another region, or to the first one.
  void move(std::size_t tick, std::size_t resident, std::size_t to);
  // All moves of this tick are written down.
  void close(std::size_t tick);
  const Account& account() const { return account_; }

 private:
  struct Whereabouts {
    std::size_t region = kRefused;
    std::size_t before = kRefused;       // the region before that
    std::size_t moved_at = 0;            // tick; 0: never
    std::size_t driven_from = kRefused;  // had to leave it
  };
  struct Watched {
    LatencyStep step;
    double share = 0;  // of the edge's clients when it began
    bool over = false;
  };
  // Weight of the residents of an edge, fenced or not, in each region.
  double& weight(std::size_t edge, bool fenced, std::size_t region) {
    return weights_[(edge * 2 + (fenced ? 1 : 0)) * network_.regions() + region];
  }
  bool is_forced(std::size_t tick, Whereabouts& at, std::size_t to) const;
  double best(std::size_t tick, std::size_t edge, bool fenced) const;
  void add_regret(std::size_t tick);
  void add_load(std::size_t tick);
  void watch_steps(std::size_t tick);
  bool is_worth_leaving(std::size_t tick, const LatencyStep& step) const;
  double share_of(std::size_t edge, std::size_t region);
  void keep_shares();

  const World& world_;
  const Network& network_;
  bool keeps_fence_;
  std::size_t warm_up_;
  std::vector<bool> inside_;
  std::vector<Whereabouts> residents_;
  std::vector<double> weights_;
  std::vector<double> edge_weights_;
  std::vector<double> by_place_;  // [place][region]
  std::vector<Watched> watched_;
  Account account_;
  double refused_ = 0;  // weight now
};

}  // namespace meridian::lab
