// Any bytes in front of a connection: a header is taken whole or not at all, whatever follows it,
// and what it says can be written in both versions and read again.
#include <cstdint>
#include <string>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/proxy_protocol/header.hpp"

namespace {

using namespace meridian;
using namespace meridian::proxy_protocol;

void check_written(Header header, Version version) {
  header.version = version;
  const std::string bytes = write(header);
  const Parsed again = parse(bytes);
  MERIDIAN_CHECK(again.state == State::complete && again.bytes == bytes.size());
  MERIDIAN_CHECK(again.header.version == version);
  MERIDIAN_CHECK(again.header.addresses == header.addresses);
  if (version == Version::v2) MERIDIAN_CHECK(again.header.command == header.command);
  MERIDIAN_CHECK(write(again.header) == bytes);
}

// What a shorter and a longer view of the same bytes make of them.
void check_stable(std::string_view bytes, const Parsed& whole) {
  const std::string longer = std::string(bytes) + "PROXY";
  const Parsed fused = parse(longer);
  if (whole.state != State::incomplete) {
    MERIDIAN_CHECK(fused.state == whole.state && fused.refusal == whole.refusal);
    MERIDIAN_CHECK(fused.bytes == whole.bytes);
  }
  if (whole.state != State::complete) return;
  for (std::size_t size = 0; size < whole.bytes; ++size)
    MERIDIAN_CHECK(parse(bytes.substr(0, size)).state == State::incomplete);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Parsed parsed = parse(bytes);
  MERIDIAN_CHECK((parsed.state == State::refused) == (parsed.refusal != Refusal::none));
  if (size >= limits::kProxyHeaderBytesMax) MERIDIAN_CHECK(parsed.state != State::incomplete);
  check_stable(bytes, parsed);
  if (parsed.state != State::complete) return 0;
  MERIDIAN_CHECK(parsed.bytes <= size && parsed.bytes <= limits::kProxyHeaderBytesMax);
  MERIDIAN_CHECK(parsed.header.command == Command::proxy || !parsed.header.addresses);
  check_written(parsed.header, Version::v1);
  check_written(parsed.header, Version::v2);
  return 0;
}
