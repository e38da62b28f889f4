#include "meridian/core/routing/topology.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::routing {

namespace {

std::string label_of(const config::Endpoint& endpoint) {
  const bool v6 = endpoint.host.find(':') != std::string::npos;
  return (v6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

// Gives each name its number: the old one, or the next. Names are never taken out.
template <class Name>
class Numbers {
 public:
  explicit Numbers(std::vector<Name>& names) : names_(names) {
    for (std::size_t i = 0; i < names.size(); ++i) by_name_.emplace(names[i], i);
  }
  std::uint32_t of(const Name& name) {
    const auto [at, is_new] = by_name_.emplace(name, names_.size());
    if (is_new) names_.push_back(name);
    return static_cast<std::uint32_t>(at->second);
  }

 private:
  std::vector<Name>& names_;
  std::map<Name, std::size_t> by_name_;
};

Error limit_error(std::string_view what, std::size_t limit) {
  return {ErrorCode::limit, ErrorSource::file, false,
          "more than " + std::to_string(limit) + " different " + std::string(what) +
              " over the life of this process; restart it to load this configuration"};
}

using Key = std::pair<std::string_view, std::string_view>;

Key key_of(const UpstreamNode& node) {
  return {node.service, node.region};
}

}  // namespace

Result<std::shared_ptr<const Topology>> Topology::build(
    std::shared_ptr<const config::Config> config, const Topology* previous) {
  MERIDIAN_CHECK(config != nullptr);
  auto topology = std::make_shared<Topology>();
  topology->config_ = std::move(config);
  if (previous != nullptr) {
    topology->upstream_names_ = previous->upstream_names_;
    topology->endpoint_names_ = previous->endpoint_names_;
  }
  for (const config::Service& service : topology->config_->services)
    for (const config::Upstream& upstream : service.upstreams)
      topology->upstreams_.push_back({UpstreamId{}, service.id, upstream.region, &upstream, {}});
  std::sort(topology->upstreams_.begin(), topology->upstreams_.end(),
            [](const UpstreamNode& a, const UpstreamNode& b) { return key_of(a) < key_of(b); });
  topology->number();
  if (topology->upstream_ids() > limits::kUpstreamsMax)
    return limit_error("upstreams", limits::kUpstreamsMax);
  if (topology->endpoint_ids() > limits::kEndpointsMax)
    return limit_error("endpoints", limits::kEndpointsMax);
  return std::shared_ptr<const Topology>(std::move(topology));
}

void Topology::number() {
  Numbers upstreams(upstream_names_);
  Numbers endpoints(endpoint_names_);
  for (UpstreamNode& node : upstreams_) {
    node.id = UpstreamId{upstreams.of({node.service, node.region})};
    for (const config::Endpoint& endpoint : node.config->endpoints) {
      EndpointNode numbered{EndpointId{}, endpoint.host, endpoint.port, label_of(endpoint)};
      numbered.id =
          EndpointId{endpoints.of(node.service + "/" + node.region + "/" + numbered.label)};
      node.endpoints.push_back(std::move(numbered));
    }
  }
}

const UpstreamNode* Topology::find(std::string_view service, std::string_view region) const {
  const Key wanted(service, region);
  const auto at =
      std::lower_bound(upstreams_.begin(), upstreams_.end(), wanted,
                       [](const UpstreamNode& node, const Key& key) { return key_of(node) < key; });
  return at != upstreams_.end() && key_of(*at) == wanted ? &*at : nullptr;
}

std::pair<std::string_view, std::string_view> Topology::upstream_name(UpstreamId id) const {
  MERIDIAN_CHECK(index_of(id) < upstream_names_.size());
  const auto& [service, region] = upstream_names_[index_of(id)];
  return {service, region};
}

std::string_view Topology::endpoint_name(EndpointId id) const {
  MERIDIAN_CHECK(index_of(id) < endpoint_names_.size());
  return endpoint_names_[index_of(id)];
}

}  // namespace meridian::routing
