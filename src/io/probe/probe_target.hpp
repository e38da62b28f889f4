// One check of one endpoint with everything a probe needs, made from the config when it is loaded.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "meridian/core/routing/topology.hpp"

namespace meridian::probe {

struct ProbeTarget {
  EndpointId endpoint{};
  UpstreamId upstream{};
  std::string name;   // "service/region host:port", for the log
  std::size_t index;  // of the check in its upstream
  config::HealthCheck check;
  std::uint16_t port = 0;
  config::ProxyHeader proxy_protocol = config::ProxyHeader::off;  // what stands first
  std::string authority;                                          // Host header
  std::string server_name;                                        // SNI and verified name
  std::shared_ptr<boost::asio::ssl::context> tls;  // null unless https, or where it cannot be made
};

// The client contexts of one config; equal settings share one.
class TlsContexts {
 public:
  // Null, and said in the log, where the CA file cannot be read.
  std::shared_ptr<boost::asio::ssl::context> get(const config::UpstreamTls& settings);

 private:
  std::map<std::pair<bool, std::string>, std::shared_ptr<boost::asio::ssl::context>> made_;
};

ProbeTarget make_target(const routing::UpstreamNode& upstream,
                        const routing::EndpointNode& endpoint, std::size_t check,
                        TlsContexts& contexts);

}  // namespace meridian::probe
