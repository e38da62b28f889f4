#include "meridian/core/events/event_ring.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "meridian/core/base/limits.hpp"

namespace meridian::events {

namespace {

constexpr std::array<std::string_view, 6> kWords{"override_set", "override_ended", "refused",
                                                 "health",       "config",         "geoip"};

}  // namespace

std::string_view to_string(Kind kind) {
  return kWords[static_cast<std::size_t>(kind)];
}

void EventRing::push(Event event) {
  event.number = ++last_;
  if (event.text.size() > limits::kEventTextBytesMax) event.text.resize(limits::kEventTextBytesMax);
  events_.push_back(std::move(event));
  if (events_.size() > kept_) events_.pop_front();
}

EventRing::Page EventRing::after(std::uint64_t number, std::size_t most) const {
  const std::uint64_t first = last_ - events_.size() + 1;  // of those that are kept
  Page page;
  page.next = last_;
  page.lost = number > last_ || number + 1 < first;
  if (number == last_) return page;
  const std::uint64_t from = number > last_ ? first : std::max(number + 1, first);
  const auto begin = events_.begin() + static_cast<std::ptrdiff_t>(from - first);
  const auto count = std::min<std::size_t>(most, static_cast<std::size_t>(events_.end() - begin));
  page.events.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
  page.more = begin + static_cast<std::ptrdiff_t>(count) != events_.end();
  if (!page.events.empty()) page.next = page.events.back().number;
  return page;
}

EventRing::Page EventRing::newest(std::size_t most) const {
  return after(last_ - std::min<std::uint64_t>(most, events_.size()), most);
}

}  // namespace meridian::events
