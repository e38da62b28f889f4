// TLS contexts towards the upstreams of a config; upstreams with equal settings share one.
#pragma once

#include <memory>
#include <vector>

#include "meridian/core/base/result.hpp"
#include "meridian/core/routing/topology.hpp"
#include "meridian/io/tls/context.hpp"

namespace meridian::app {

using ClientContexts = std::vector<std::shared_ptr<const tls::ClientContext>>;

// By UpstreamId; null for plain upstreams. Reads CA files.
Result<ClientContexts> make_client_contexts(const routing::Topology& topology);

}  // namespace meridian::app
