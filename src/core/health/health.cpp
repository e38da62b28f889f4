#include "meridian/core/health/health.hpp"

namespace meridian::health {

std::string_view to_string(Health health) {
  switch (health) {
    case Health::unknown: return "unknown";
    case Health::up: return "up";
    case Health::out: return "out";
    case Health::degraded: return "degraded";
    case Health::held: return "held";
  }
  return "";
}

std::string_view to_string(HealthReason reason) {
  switch (reason) {
    case HealthReason::none: return "none";
    case HealthReason::check_failed: return "check_failed";
    case HealthReason::connect_failures: return "connect_failures";
    case HealthReason::unresolved: return "unresolved";
    case HealthReason::live_failures: return "live_failures";
    case HealthReason::gateway_errors: return "gateway_errors";
    case HealthReason::slow_answers: return "slow_answers";
    case HealthReason::too_few_endpoints: return "too_few_endpoints";
    case HealthReason::flapping: return "flapping";
    case HealthReason::awaiting_operator: return "awaiting_operator";
    case HealthReason::agreed: return "agreed";
    case HealthReason::max_auto_out: return "max_auto_out";
  }
  return "";
}

}  // namespace meridian::health
