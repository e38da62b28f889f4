// Any bytes as the cookie that pins a client: what is taken has parts of the right form that lie in
// it, and writing them again gives the same text, but for zeros in front of the time.
#include <cstdint>
#include <string>
#include <string_view>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/routing/pin.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace meridian;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto pin = routing::parse_pin(text);
  if (!pin) return 0;
  MERIDIAN_CHECK(size <= limits::kPinBytesMax);
  MERIDIAN_CHECK(pin->key_id.size() == routing::kPinKeyIdChars);
  MERIDIAN_CHECK(pin->mac.size() == routing::kPinMacChars);
  MERIDIAN_CHECK(!pin->region.empty());
  for (const std::string_view part : {pin->key_id, pin->region, pin->mac}) {
    MERIDIAN_CHECK(part.find_first_of(".\r\n; ") == part.npos);
    MERIDIAN_CHECK(part.data() >= text.data() && part.data() + part.size() <= text.data() + size);
  }
  const std::string again = routing::pin_claim(pin->key_id, pin->region, pin->expires);
  const std::string whole = again + "." + std::string(pin->mac);
  MERIDIAN_CHECK(whole.size() <= size);
  const auto twice = routing::parse_pin(whole);
  MERIDIAN_CHECK(twice && twice->expires == pin->expires && twice->region == pin->region);
  return 0;
}
