// The config parser on arbitrary bytes: it ends, stays within its bounds, and whatever it accepts
// it accepts again with the same result.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/config/parse.hpp"

namespace config = meridian::config;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto outcome = config::parse_config(text, "etc");
  if (const auto* errors = std::get_if<std::vector<config::Diagnostic>>(&outcome)) {
    MERIDIAN_CHECK(!errors->empty());
    MERIDIAN_CHECK(errors->size() <= meridian::limits::kConfigErrorsMax);
    for (const config::Diagnostic& error : *errors) {
      MERIDIAN_CHECK(error.line >= 1 && error.column >= 1);
      MERIDIAN_CHECK(!config::format(error, "f").empty());
    }
    return 0;
  }
  const auto again = config::parse_config(text, "etc");
  MERIDIAN_CHECK(std::get<config::Config>(again).topology_digest ==
                 std::get<config::Config>(outcome).topology_digest);
  return 0;
}
