// The answers of /health and /health/failover, and of /v1/certificates.
#pragma once

#include <vector>

#include "meridian/core/routing/view.hpp"
#include "meridian/service/admin/status.hpp"
#include "service/admin/reply.hpp"

namespace meridian::admin {

// `missing`: what keeps the edge from being ready.
Reply health_reply(const std::vector<std::string>& missing);
// 503 where some service has no region that works and takes clients.
Reply failover_reply(const routing::View& view);

Reply certificates_reply(const std::vector<CertificateStatus>& certificates);

}  // namespace meridian::admin
