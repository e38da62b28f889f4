#include "meridian/core/redis/locator.hpp"

#include <algorithm>

#include "meridian/core/base/check.hpp"
#include "meridian/core/redis/cluster.hpp"

namespace meridian::redis {

Locator::Locator(Mode mode, std::vector<Address> named)
    : mode_(mode), named_(std::move(named)), candidates_(named_.begin(), named_.end()) {
  MERIDIAN_CHECK(!candidates_.empty());
}

Goal Locator::begin() {
  next_ = 0;
  hops_ = 0;
  goal_ = {candidates_.front(), mode_ == Mode::sentinel};
  return goal_;
}

std::optional<Goal> Locator::failed() {
  if (++next_ >= candidates_.size()) return std::nullopt;
  goal_ = {candidates_[next_], mode_ == Mode::sentinel};
  return goal_;
}

std::optional<Goal> Locator::sent_to(const Address& address) {
  if (++hops_ > kHopsMax) return std::nullopt;
  goal_ = {address, false};
  return goal_;
}

void Locator::arrived() {
  if (mode_ == Mode::sentinel)
    put_first(candidates_[std::min(next_, candidates_.size() - 1)]);  // the Sentinel that knew
  else
    put_first(goal_.address);
}

void Locator::know(const std::vector<Address>& nodes) {
  if (mode_ != Mode::cluster || nodes.empty()) return;
  candidates_.assign(nodes.begin(), nodes.end());
  for (const Address& address : named_)
    if (std::find(candidates_.begin(), candidates_.end(), address) == candidates_.end())
      candidates_.push_back(address);
}

void Locator::prefer(const Address& address) {
  if (mode_ == Mode::cluster) put_first(address);
}

void Locator::put_first(const Address& address) {
  std::erase(candidates_, address);
  candidates_.push_front(address);
  if (candidates_.size() > kClusterNodesMax + named_.size()) candidates_.pop_back();
}

}  // namespace meridian::redis
