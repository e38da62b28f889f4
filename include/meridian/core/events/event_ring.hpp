// What happened to an edge, the newest of it: bounded, so that a flapping region cannot fill the
// memory. A value; events are numbered from 1 over the life of the process.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/base/time.hpp"

namespace meridian::events {

enum class Kind : std::uint8_t {
  override_set,    // an operator changed something
  override_ended,  // by an operator, or by itself
  refused,         // a change that a safety rule did not let through
  health,          // an upstream has another health
  config,          // a config was taken or refused
  geoip,           // a GeoIP database was taken or refused
};
std::string_view to_string(Kind kind);
std::optional<Kind> parse_kind(std::string_view word);

struct Event {
  std::uint64_t number = 0;  // given by the ring
  WallTime at{};
  Kind kind = Kind::health;
  std::string subject;  // "web/eu-west", "state.eu-west"; empty: the edge
  std::string text;     // a sentence for people
  std::string by{};     // an operator; empty: nobody
  bool operator==(const Event&) const = default;
};

class EventRing {
 public:
  explicit EventRing(std::size_t kept) : kept_(kept) {}

  // Gives it its number, and forgets the oldest where there are too many.
  void push(Event event);

  struct Page {
    std::vector<Event> events;  // oldest first
    bool more = false;          // there are newer ones
    bool lost = false;          // some between `after` and the first one are forgotten
  };
  // The oldest ones after this number.
  Page after(std::uint64_t number, std::size_t most) const;
  // The newest ones.
  Page newest(std::size_t most) const;
  std::uint64_t last() const { return last_; }  // 0: nothing happened yet

 private:
  std::size_t kept_;
  std::uint64_t last_ = 0;
  std::deque<Event> events_;
};

}  // namespace meridian::events
