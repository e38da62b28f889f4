// What /v1/status and /readyz tell, as plain values made by the control thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "meridian/core/base/time.hpp"
#include "meridian/core/config/config.hpp"
#include "meridian/core/health/health_table.hpp"

namespace meridian::admin {

struct CheckStatus {
  std::string name;
  config::CheckSeverity severity = config::CheckSeverity::critical;
  health::Check check;
};

struct EndpointStatus {
  std::string label;                   // "host:port"
  std::vector<std::string> addresses;  // resolved, "address:port"
  health::EndpointHealth health;
  std::vector<CheckStatus> checks;
};

// What edges agreed on about an upstream.
struct VerdictStatus {
  bool out = false;
  bool by_answer = false;  // they do reach it, and it answers wrongly
  WallTime since{};
  std::uint32_t down = 0;     // edges that found it out when it was decided
  std::uint32_t members = 0;  // of so many
  std::string by;             // whose vote decided
};

struct UpstreamStatus {
  std::string region;
  config::UpstreamState state = config::UpstreamState::enabled;
  std::uint32_t weight = 0;  // as file and operators say
  health::Health health = health::Health::unknown;
  health::HealthReason reason = health::HealthReason::none;
  WallTime since{};  // of `health`
  std::uint32_t ramp_percent = 100;
  std::optional<nanoseconds> held_for;  // still; nothing: it is not held, or an operator decides
  std::uint64_t in_flight = 0;
  health::Health own_health = health::Health::unknown;  // what this edge would say alone
  std::optional<VerdictStatus> verdict;                 // of all edges; nothing: never out
  std::vector<EndpointStatus> endpoints;
};

struct ServiceStatus {
  std::string id;
  std::vector<UpstreamStatus> upstreams;
};

struct ListenerStatus {
  std::string name;
  config::ListenerProtocol protocol = config::ListenerProtocol::http;
  std::vector<std::string> addresses;  // bound, "address:port"
};

struct GeoIpStatus {
  std::string path;               // empty: no GeoIP
  std::optional<WallTime> built;  // nothing: none is loaded
  std::optional<WallTime> loaded_at;
  std::string last_error;  // of the last load; empty: it went well
};

struct StoreStatus {
  std::string backend = "memory";
  bool up = false;
  std::string server;      // empty: this process, or none was ever reached
  WallTime since{};        // of `up`
  nanoseconds lag{};       // since its last answer
  std::string last_error;  // why it is not up
  std::uint64_t epoch = 0;
  std::uint64_t version = 0;
  std::uint64_t local = 0;  // restrictions of this edge alone
};

// This edge among the others.
struct AgreementStatus {
  bool up = false;                // its last report was taken
  std::string last_error;         // why not
  nanoseconds lag{};              // since the last one that was
  std::uint32_t edges = 0;        // that reported of late, with this one
  std::uint32_t same_config = 0;  // of them
  std::uint32_t agreeing = 0;     // of these, do the same
  std::string epoch;              // of what was agreed
  std::uint64_t version = 0;
};

struct Status {
  std::string edge;
  std::string version;  // of the program
  std::uint64_t pid = 0;
  WallTime now{};
  WallTime started{};
  std::uint64_t view_version = 0;
  std::uint64_t view_digest = 0;
  std::uint64_t local_sequence = 0;
  bool draining = false;
  std::uint64_t connections = 0;
  std::vector<ListenerStatus> listeners;
  GeoIpStatus geoip;
  StoreStatus store;
  AgreementStatus agreement;
  std::vector<ServiceStatus> services;
};

// Ready where the first three hold and the last does not.
struct Readiness {
  bool listeners_bound = false;
  bool geoip_loaded = false;  // or none is configured
  bool first_probe_round_done = false;
  bool draining = false;
};

}  // namespace meridian::admin
