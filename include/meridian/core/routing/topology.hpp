// The numbering of upstreams and endpoints over the life of a process. Immutable; the control
// thread makes a new one from each config and the previous one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "meridian/core/base/ids.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::routing {

struct EndpointNode {
  EndpointId id{};
  std::string host;
  std::uint16_t port = 0;
  std::string label;  // "host:port", brackets for IPv6
};

struct UpstreamNode {
  UpstreamId id{};
  std::string service;
  std::string region;
  const config::Upstream* config = nullptr;  // owned by Topology::config
  std::vector<EndpointNode> endpoints;
};

class Topology {
 public:
  // Fails when more ids than the limits allow would have been given out over the process's life.
  static Result<std::shared_ptr<const Topology>> build(std::shared_ptr<const config::Config> config,
                                                       const Topology* previous);

  const std::shared_ptr<const config::Config>& config() const { return config_; }
  const std::vector<UpstreamNode>& upstreams() const { return upstreams_; }  // by service, region
  const UpstreamNode* find(std::string_view service, std::string_view region) const;
  // Names by id, also of upstreams that have left the config: for metrics.
  std::size_t upstream_ids() const { return upstream_names_.size(); }
  std::pair<std::string_view, std::string_view> upstream_name(
      UpstreamId id) const;  // service, region
  std::size_t endpoint_ids() const { return endpoint_names_.size(); }
  std::string_view endpoint_name(EndpointId id) const;  // "service/region/host:port"

 private:
  void number();

  std::shared_ptr<const config::Config> config_;
  std::vector<UpstreamNode> upstreams_;
  std::vector<std::pair<std::string, std::string>> upstream_names_;
  std::vector<std::string> endpoint_names_;
};

}  // namespace meridian::routing
