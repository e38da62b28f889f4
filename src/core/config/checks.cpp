#include "core/config/checks.hpp"

namespace meridian::config {

void check_config(const Config& config, Scope& scope) {
  check_listeners(config, scope);
  check_tls_policies(config, scope);
  check_admin(config, scope);
  check_store(config, scope);
  check_references(config, scope);
  check_services(config, scope);
  check_steps(config, scope);
  check_latency(config, scope);
  check_affinity(config, scope);
  check_fences(config, scope);
  check_safety(config, scope);
  check_routes(config, scope);
}

std::string path_of(const Service& service) {
  return "services." + service.id;
}

std::string path_of(const Service& service, const Upstream& upstream) {
  return path_of(service) + ".upstreams." + upstream.region;
}

std::string path_of(const Fence& fence) {
  return "fences." + fence.id;
}

std::string indexed(std::string path, std::size_t index) {
  return std::move(path) + "[" + std::to_string(index) + "]";
}

}  // namespace meridian::config
