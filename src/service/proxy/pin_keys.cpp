#include "meridian/service/proxy/pin_keys.hpp"

#include <algorithm>

#include "meridian/core/base/check.hpp"

namespace meridian::proxy {

using observability::PinResult;

PinKeys::PinKeys(std::string service, std::vector<Key> keys)
    : service_(std::move(service)), keys_(std::move(keys)) {
  MERIDIAN_CHECK(!keys_.empty());
}

std::string PinKeys::sign(std::string_view region, std::uint64_t expires) const {
  const tls::MacKey& key = *keys_.front();
  const std::string claim = routing::pin_claim(key.id(), region, expires);
  return claim + "." + key.sign(routing::pin_signed_text(claim, service_));
}

PinResult PinKeys::judge(const routing::PinText& pin, std::uint64_t now) const {
  const auto key = std::find_if(keys_.begin(), keys_.end(),
                                [&](const Key& known) { return known->id() == pin.key_id; });
  if (key == keys_.end()) return PinResult::unknown_key;
  const std::string claim = routing::pin_claim(pin.key_id, pin.region, pin.expires);
  if (!(*key)->verify(routing::pin_signed_text(claim, service_), pin.mac)) return PinResult::forged;
  return pin.expires > now ? PinResult::valid : PinResult::expired;
}

}  // namespace meridian::proxy
