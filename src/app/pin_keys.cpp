#include "app/pin_keys.hpp"

#include <algorithm>

#include "meridian/core/base/check.hpp"

namespace meridian::app {

Result<ServicePinKeys> make_pin_keys(const config::Config& config,
                                     const std::shared_ptr<const tls::MacKey>& own) {
  const auto& services = config.services;
  MERIDIAN_CHECK(std::is_sorted(services.begin(), services.end(),
                                [](const auto& a, const auto& b) { return a.id < b.id; }));
  ServicePinKeys made(services.size());
  for (std::size_t i = 0; i < services.size(); ++i) {
    const config::Affinity& affinity = services[i].affinity;
    if (affinity.by != config::AffinityBy::cookie) continue;
    std::vector<proxy::PinKeys::Key> keys;
    for (const std::string& file : affinity.key_files) {
      auto key = tls::MacKey::load(file, config::kPinKeyBytesMin);
      if (key.has_error()) {
        Error error = key.error();
        error.context = "services." + services[i].id + ".affinity.key_files: " + error.context;
        return error;
      }
      keys.push_back(std::move(*key));
    }
    if (keys.empty()) keys.push_back(own);
    made[i] = std::make_shared<const proxy::PinKeys>(services[i].id, std::move(keys));
  }
  return made;
}

}  // namespace meridian::app
