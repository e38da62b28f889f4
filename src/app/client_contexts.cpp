#include "app/client_contexts.hpp"

#include <map>
#include <tuple>

namespace meridian::app {

Result<ClientContexts> make_client_contexts(const routing::Topology& topology) {
  std::map<std::pair<bool, std::string>, std::shared_ptr<const tls::ClientContext>> made;
  ClientContexts contexts(topology.upstream_ids());
  for (const routing::UpstreamNode& upstream : topology.upstreams()) {
    const config::UpstreamTls& settings = upstream.config->tls;
    if (!settings.enabled) continue;
    auto& context = made[{settings.verify, settings.ca_file}];
    if (context == nullptr) {
      auto fresh = tls::ClientContext::make(settings);
      if (fresh.has_error()) {
        Error error = fresh.error();
        error.context = "services." + upstream.service + ".upstreams." + upstream.region +
                        ".tls: " + error.context;
        return error;
      }
      context = std::move(*fresh);
    }
    contexts[index_of(upstream.id)] = context;
  }
  return contexts;
}

}  // namespace meridian::app
