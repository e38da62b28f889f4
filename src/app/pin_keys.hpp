// The secrets of the services that pin clients by cookie.
#pragma once

#include <memory>
#include <vector>

#include "meridian/core/base/result.hpp"
#include "meridian/core/config/config.hpp"
#include "meridian/service/proxy/pin_keys.hpp"

namespace meridian::app {

using ServicePinKeys = std::vector<std::shared_ptr<const proxy::PinKeys>>;

// By the number of a service in a view; null for those that do not pin. Reads the key files;
// `own` signs for services without any.
Result<ServicePinKeys> make_pin_keys(const config::Config& config,
                                     const std::shared_ptr<const tls::MacKey>& own);

}  // namespace meridian::app
