// Any bytes as a GeoIP database, under both readings: an error, or a database that answers whatever
// address is asked. The last bytes of the input are one of the addresses.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "meridian/core/base/hash.hpp"
#include "meridian/io/mmdb/database.hpp"

namespace {

using meridian::IpAddress;

void require(bool condition) {
  if (!condition) __builtin_trap();
}

void look_up(const meridian::mmdb::Database& database, const IpAddress& address) {
  const meridian::geo::GeoRecord record = database.lookup(address);
  // Reads the view through its end, and holds what place_of relies on.
  require(meridian::hash64(record.subdivision) != 1);
  if (record.coordinates)
    require(record.coordinates->latitude >= -90 && record.coordinates->latitude <= 90 &&
            record.coordinates->longitude >= -180 && record.coordinates->longitude <= 180);
}

void open(std::span<const std::byte> bytes, meridian::mmdb::Contents contents) {
  const auto database = meridian::mmdb::Database::from_bytes(bytes, "input", contents);
  if (database.has_error()) {
    require(database.error().context.starts_with("input: "));
    return;
  }
  std::array<std::uint8_t, 16> last{};
  std::memcpy(last.data(), bytes.data() + bytes.size() - last.size(), last.size());
  look_up(*database, IpAddress::v6(last));
  for (std::uint64_t i = 0; i < 256; ++i)
    look_up(*database,
            IpAddress::v4(static_cast<std::uint32_t>(i << 24 | meridian::mix64(i) >> 40)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  open(bytes, meridian::mmdb::Contents::countries);
  open(bytes, meridian::mmdb::Contents::networks);
  return 0;
}
