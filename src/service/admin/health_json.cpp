#include "service/admin/health_json.hpp"

#include <chrono>

#include "service/admin/json.hpp"
#include "service/admin/status_json.hpp"

namespace meridian::admin {

namespace {

Json regions_in(const routing::ServiceView& service, routing::CandidateSet set) {
  Json regions = Json::array();
  for (std::size_t i = 0; i < service.upstreams.size(); ++i)
    if ((set >> i & 1) != 0) regions.push_back(service.upstreams[i].region);
  return regions;
}

Json failover_json(const routing::ServiceView& service) {
  const routing::CandidateSet serving = service.enabled & service.healthy;
  const Json primary = regions_in(service, service.primary);
  return {{"id", service.id},
          {"primary", primary.empty() ? Json(nullptr) : primary[0]},
          {"serving", regions_in(service, serving)},
          {"not_serving", regions_in(service, service.all & ~serving)}};
}

}  // namespace

Reply health_reply(const std::vector<std::string>& missing) {
  const Json json{{"status", missing.empty() ? "ok" : "unavailable"}, {"missing", missing}};
  return {.status = missing.empty() ? 200U : 503U, .body = text_of(json)};
}

Reply failover_reply(const routing::View& view) {
  bool all_serve = true;
  Json json{{"status", "ok"}, {"services", Json::array()}};
  for (const routing::ServiceView& service : view.services) {
    json["services"].push_back(failover_json(service));
    all_serve = all_serve && (service.enabled & service.healthy) != 0;
  }
  if (!all_serve) json["status"] = "unavailable";
  return {.status = all_serve ? 200U : 503U, .body = text_of(json)};
}

Reply certificates_reply(const std::vector<CertificateStatus>& certificates) {
  const WallTime now = std::chrono::system_clock::now();
  Json json{{"certificates", Json::array()}};
  for (const CertificateStatus& one : certificates)
    json["certificates"].push_back(
        {{"listener", one.listener},
         {"file", one.file},
         {"names", one.names},
         {"key_type", one.key_type},
         {"not_after", time_json(one.not_after)},
         {"expires_in_seconds", std::chrono::duration_cast<seconds>(one.not_after - now).count()}});
  return {.body = text_of(json)};
}

}  // namespace meridian::admin
