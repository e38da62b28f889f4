// The access log: each worker appends records to a byte ring of its own, one log thread formats
// them as JSON lines and writes them. A full ring drops the record and counts it; a worker never
// waits.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/geo/place.hpp"
#include "meridian/core/routing/decide.hpp"
#include "meridian/io/observability/worker_metrics.hpp"

namespace meridian::observability {

// One request. Holds every input of decide(). Views are copied by append. Names that repeat on
// every line (service, region, ..) are views too: the record must not outlive a view change.
struct AccessRecord {
  WallTime at{};  // when the head was complete
  IpAddress client;
  IpAddress peer;
  std::uint16_t tag = 0;  // of the place, see `tag_name`
  std::uint32_t asn = 0;
  geo::Country country;
  geo::Continent continent = geo::Continent::unknown;
  std::string_view subdivision;
  bool subdivision_known = false;
  std::string_view tag_name;
  std::optional<geo::Coordinates> coordinates;  // empty: the middle of the country, or unknown
  std::string_view listener;
  std::string_view method;
  std::string_view host;
  std::string_view path;  // with query, cut at kLoggedPathBytesMax: `path_cut`
  bool path_cut = false;
  std::string_view fields;  // that routes ask for, of the head: name NUL value NUL ..
  bool fields_cut = false;
  std::optional<routing::Outcome> outcome;  // of the first decision; empty: none was made
  std::string_view decided;                 // its region
  std::string_view load;                    // what it saw of Load: a uint32_t for each candidate
  std::string_view route;
  std::string_view service;
  std::string_view region;  // the one that answered; empty: none
  std::string_view endpoint;
  std::string_view pin;  // the region that the client's pin names; empty: no valid one
  routing::Reason reason{};
  Termination termination = Termination::complete;
  std::uint16_t status = 0;
  std::uint8_t attempts = 0;
  http::Version version = http::Version::http1_1;  // towards the client
  bool tls = false;
  bool resumed = false;
  std::uint16_t tls_version = 0;  // 0x0304
  std::uint64_t bytes_in = 0;     // request body
  std::uint64_t bytes_out = 0;    // response body
  microseconds handshake{};       // first request of a connection only
  microseconds queue{};           // head complete -> upstream connection
  microseconds connect{};         // 0: a pooled connection
  microseconds first_byte{};      // request sent -> first response byte
  microseconds total{};           // head complete -> finish
  std::string_view request_id;
  std::uint64_t view_version = 0;  // of the first decision
  std::uint64_t local_sequence = 0;
  std::uint64_t request_key = 0;
  std::uint64_t explore_window = 0;  // 0: no service of the view explores
};

// What every line of one process has in common.
struct LogOrigin {
  std::string edge;       // config::Edge::id
  std::uint64_t run = 0;  // replay::ViewName::run
};

// Single producer, single consumer, fixed size.
// Texts longer than limits::kLoggedTextBytesMax (path: kLoggedPathBytesMax) are cut.
class AccessRing {
 public:
  explicit AccessRing(std::size_t bytes);
  ~AccessRing();
  bool append(const AccessRecord& record);  // the worker's thread; false: full, dropped

 private:
  friend class AccessLog;
  struct State;
  std::unique_ptr<State> state_;
};

class AccessLog {
  struct Body;

 public:
  explicit AccessLog(std::unique_ptr<Body> body);  // for open()
  // `path`: "-" is stdout. The file is opened for append before this returns.
  static Result<std::unique_ptr<AccessLog>> open(const std::string& path, LogOrigin origin,
                                                 std::size_t workers);
  ~AccessLog();  // writes what is left, then stops the thread
  AccessRing& ring(std::size_t worker);
  void reopen();  // after a rotation; any thread; the log thread does it soon
  // Records lost because the file could not be written; any thread.
  std::uint64_t records_lost() const;

 private:
  std::unique_ptr<Body> body_;
};

// The line without its newline; a pure function, for tests.
std::string format_json(const AccessRecord& record, const LogOrigin& origin);

}  // namespace meridian::observability
