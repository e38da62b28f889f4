// The rules that span several keys. They run on a config whose keys have been read, also where some
// of them were refused, so that every error is shown at once: values may be the defaults, lists
// keep the file's indexes, and a rule about a section that already has errors inside stays silent.
#pragma once

#include "core/config/cursor.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::config {

void check_config(const Config& config, Scope& scope);

// checks_edge.cpp
void check_listeners(const Config& config, Scope& scope);
void check_admin(const Config& config, Scope& scope);
// checks_tls.cpp
void check_tls_policies(const Config& config, Scope& scope);
// checks_store.cpp
void check_store(const Config& config, Scope& scope);
// checks_names.cpp: what a name refers to exists
void check_references(const Config& config, Scope& scope);
// checks_services.cpp
void check_services(const Config& config, Scope& scope);
// checks_steps.cpp
void check_steps(const Config& config, Scope& scope);
// checks_latency.cpp
void check_latency(const Config& config, Scope& scope);
// checks_affinity.cpp
void check_affinity(const Config& config, Scope& scope);
// checks_fences.cpp
void check_fences(const Config& config, Scope& scope);
// checks_safety.cpp
void check_safety(const Config& config, Scope& scope);
// checks_routes.cpp
void check_routes(const Config& config, Scope& scope);

// "services.api"
std::string path_of(const Service& service);
// "services.api.upstreams.eu"
std::string path_of(const Service& service, const Upstream& upstream);
std::string path_of(const Fence& fence);
std::string indexed(std::string path, std::size_t index);  // "path[index]"

}  // namespace meridian::config
