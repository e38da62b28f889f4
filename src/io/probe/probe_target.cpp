#include "io/probe/probe_target.hpp"

#include <openssl/ssl.h>

#include "meridian/io/observability/log.hpp"

namespace meridian::probe {
namespace {

namespace ssl = boost::asio::ssl;

std::shared_ptr<ssl::context> make_context(const config::UpstreamTls& settings) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  boost::system::error_code error;
  context->set_verify_mode(settings.verify ? ssl::verify_peer : ssl::verify_none, error);
  if (!settings.verify) return context;
  if (settings.ca_file.empty()) {
    context->set_default_verify_paths(error);
  } else {
    context->load_verify_file(settings.ca_file, error);
  }
  if (!error) return context;
  observability::log_error("probe", "cannot read the CA file " + settings.ca_file +
                                        " for https checks: " + error.message());
  return nullptr;
}

std::string authority_of(const routing::EndpointNode& endpoint, const config::HealthCheck& check) {
  if (!check.host.empty()) return check.host;
  const std::uint16_t port = check.port.value_or(endpoint.port);
  const bool literal_v6 = endpoint.host.find(':') != std::string::npos;
  const std::string host = literal_v6 ? "[" + endpoint.host + "]" : endpoint.host;
  const std::uint16_t usual = check.type == config::CheckType::https ? 443 : 80;
  return port == usual ? host : host + ":" + std::to_string(port);
}

}  // namespace

std::shared_ptr<ssl::context> TlsContexts::get(const config::UpstreamTls& settings) {
  const auto [at, fresh] = made_.try_emplace({settings.verify, settings.ca_file});
  if (fresh) at->second = make_context(settings);
  return at->second;
}

ProbeTarget make_target(const routing::UpstreamNode& upstream,
                        const routing::EndpointNode& endpoint, std::size_t check,
                        TlsContexts& contexts) {
  const config::UpstreamTls& tls = upstream.config->tls;
  ProbeTarget target;
  target.endpoint = endpoint.id;
  target.upstream = upstream.id;
  target.name = upstream.service + "/" + upstream.region + " " + endpoint.label;
  target.index = check;
  target.check = upstream.config->health_checks[check];
  target.port = target.check.port.value_or(endpoint.port);
  // A port of its own need not speak what the traffic's port speaks.
  if (!target.check.port) target.proxy_protocol = upstream.config->proxy_protocol;
  target.authority = authority_of(endpoint, target.check);
  target.server_name = tls.server_name.empty() ? endpoint.host : tls.server_name;
  if (target.check.type == config::CheckType::https) target.tls = contexts.get(tls);
  return target;
}

}  // namespace meridian::probe
