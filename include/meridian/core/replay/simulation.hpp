// What would change: the same requests decided on two views. Pure, and the serving code itself, so
// that what is told here is what an edge then does.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/http/field.hpp"
#include "meridian/core/latency/reading.hpp"
#include "meridian/core/routing/decide.hpp"

namespace meridian::replay {

// One request of the traffic. Places have the numbers of the view they are for.
struct Sample {
  IpAddress client;
  geo::Place before;
  geo::Place after;
  std::string host;
  std::string path = "/";
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string pin;  // region; empty: none
  std::uint64_t request_key = 0;
};

struct RegionShare {
  std::string region;
  std::uint64_t requests_before = 0;
  std::uint64_t requests_after = 0;
  std::optional<std::uint32_t> capacity;  // the target, requests per second; after
};

struct Quantiles {
  double p50 = 0;
  double p95 = 0;
};

// Expected milliseconds between the edge and the regions that serve, of the requests that one
// source knows on both sides.
struct LatencyChange {
  Quantiles before;
  Quantiles after;
  std::optional<Quantiles> moved;        // after less before, of requests that go elsewhere
  std::vector<latency::Source> sources;  // of some request each, best first
};

struct ServiceSide {
  std::uint64_t refused_clients = 0;
  std::uint64_t fence_violations = 0;  // requests to a region outside a fence; more than 0 is a bug
  // Great-circle kilometres from client to region, where both are located; empty: nowhere.
  std::optional<Quantiles> distances;
};

struct ServiceChange {
  std::string service;
  std::uint64_t requests = 0;
  std::uint64_t clients = 0;
  std::uint64_t clients_moved = 0;    // some request of theirs goes to another region, or to none
  std::uint64_t clients_refused = 0;  // newly: after and not before
  // What a draw by weight moves at most between these shares, as a share of clients: 2 TV / (1 +
  // TV). More than that moves where places, tiers or fences changed.
  double moved_bound = 0;
  std::vector<RegionShare> regions;  // sorted by name; the rest got no region
  ServiceSide before;
  ServiceSide after;
  std::optional<LatencyChange> latency;  // empty: none is known
};

struct SimulationReport {
  std::uint64_t requests = 0;
  std::uint64_t without_service = 0;    // redirects, fixed responses, no route
  std::vector<ServiceChange> services;  // sorted by name; of the view before where it has one
};

class Simulation {
 public:
  // The views outlive this.
  Simulation(const routing::View& before, const routing::View& after);
  ~Simulation();
  void add(const Sample& sample);
  SimulationReport report() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

SimulationReport simulate(const routing::View& before, const routing::View& after,
                          std::span<const Sample> samples);

// A request for each service that some route leads to, made from that route; without a client.
std::vector<Sample> requests_for_services(const routing::View& view);

}  // namespace meridian::replay
