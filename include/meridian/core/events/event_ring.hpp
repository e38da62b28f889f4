// What happened to an edge, the newest of it: bounded, so that a flapping region cannot fill the
// memory. A value; events are numbered from 1 over the life of the process.
#pragma once

#include <cstdint>
#include <deque>
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

struct Event {
  std::uint64_t number = 0;  // given by the ring
  WallTime at{};
  Kind kind = Kind::health;
  std::string subject;  // "web/eu-west", "state.eu-west"; empty: the edge
  std::string text;     // for people; cut where it is too long
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
    std::uint64_t next = 0;     // what comes afterwards is after this number
    bool more = false;          // there are newer ones
    bool lost = false;          // some after the number that was asked for are forgotten
  };
  // The oldest ones after this number. One that was not given yet is of an earlier process, whose
  // events are lost: all that are kept are after it.
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
