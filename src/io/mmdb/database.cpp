#include "meridian/io/mmdb/database.hpp"

#include <maxminddb.h>
#include <netinet/in.h>

#include <cstring>
#include <optional>
#include <vector>

#include "io/mmdb/fault.hpp"
#include "io/mmdb/layout.hpp"
#include "io/mmdb/sealed_copy.hpp"
#include "io/mmdb/structure.hpp"
#include "meridian/core/base/hash.hpp"

namespace meridian::mmdb {

namespace {

constexpr std::uint64_t kCanaries = 1024;
constexpr std::size_t kV4Start = 12;  // of the 16 bytes of an IPv4-mapped address

class OpenFile {
 public:
  // The status of MMDB_open; only where it is MMDB_SUCCESS there is something to close.
  int open(const std::string& path) {
    const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &database_);
    open_ = status == MMDB_SUCCESS;
    return status;
  }
  OpenFile() = default;
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (open_) MMDB_close(&database_);
  }
  const MMDB_s& get() const { return database_; }

 private:
  MMDB_s database_{};
  bool open_ = false;
};

MMDB_lookup_result_s find(const MMDB_s& database, const IpAddress& address, int& status) noexcept {
  if (address.is_v4()) {
    sockaddr_in socket{};
    socket.sin_family = AF_INET;
    std::memcpy(&socket.sin_addr, address.bytes().data() + kV4Start, sizeof socket.sin_addr);
    return MMDB_lookup_sockaddr(&database, reinterpret_cast<const sockaddr*>(&socket), &status);
  }
  sockaddr_in6 socket{};
  socket.sin6_family = AF_INET6;
  std::memcpy(&socket.sin6_addr, address.bytes().data(), sizeof socket.sin6_addr);
  return MMDB_lookup_sockaddr(&database, reinterpret_cast<const sockaddr*>(&socket), &status);
}

// An IPv6 tree whose part for IPv4 is one empty record knows no IPv4 address at all.
bool knows_ipv4(const MMDB_s& database) {
  return database.metadata.ip_version == 4 ||
         database.ipv4_start_node.node_value != database.metadata.node_count;
}

// Addresses all over both spaces, the same ones each time.
IpAddress canary(std::uint64_t number) {
  const std::uint64_t bits = mix64(number);
  if (number % 2 == 0) return IpAddress::v4(static_cast<std::uint32_t>(bits));
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), &bits, sizeof bits);
  bytes[0] = static_cast<std::uint8_t>(0x20 | (bytes[0] & 0x1f));  // 2000::/3, global unicast
  return IpAddress::v6(bytes);
}

std::optional<Error> try_canaries(const MMDB_s& database, const std::string& name) {
  for (std::uint64_t number = 0; number < kCanaries; ++number) {
    const IpAddress address = canary(number);
    int status = MMDB_SUCCESS;
    if (!address.is_v4() && database.metadata.ip_version == 4) continue;
    find(database, address, status);
    if (status != MMDB_SUCCESS)
      return bad_file(name, "cannot find " + address.to_string() + ": " + MMDB_strerror(status));
  }
  return std::nullopt;
}

std::optional<Error> lacking(const MMDB_s& database, const Layout& layout, Contents contents,
                             const std::string& name) {
  const std::string kind = std::string(" (it is a \"") + database.metadata.database_type + "\")";
  if (contents == Contents::countries && !layout.has_countries())
    return bad_file(name, "holds no countries" + kind);
  if (contents == Contents::networks && !layout.has_networks())
    return bad_file(name, "holds no network numbers" + kind);
  if (!knows_ipv4(database)) return bad_file(name, "holds no IPv4 addresses" + kind);
  return std::nullopt;
}

}  // namespace

struct Database::Opened {
  OpenFile handle;
  std::optional<Layout> layout;
  std::string type;

  // Everything that must be true before the first lookup.
  std::optional<Error> open(const SealedCopy& copy, const std::string& name, Contents contents);
};

std::optional<Error> Database::Opened::open(const SealedCopy& copy, const std::string& name,
                                            Contents contents) {
  const auto data_end = check_metadata(copy.bytes(), name);
  if (data_end.has_error()) return data_end.error();
  const int status = handle.open(copy.path());
  if (status == MMDB_FILE_OPEN_ERROR)
    return Error{ErrorCode::unavailable, ErrorSource::system, true,
                 name + ": its copy " + copy.path() + " cannot be opened; is /proc mounted?"};
  if (status != MMDB_SUCCESS) return bad_file(name, MMDB_strerror(status));
  const auto offsets = check_records(handle.get(), *data_end, name);
  if (offsets.has_error()) return offsets.error();
  layout.emplace(handle.get(), *offsets);
  type = handle.get().metadata.database_type;
  if (auto error = lacking(handle.get(), *layout, contents, name)) return error;
  return try_canaries(handle.get(), name);
}

Database::Database(std::unique_ptr<Opened> opened) : opened_(std::move(opened)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::string& path, Contents contents) {
  const auto copy = SealedCopy::of_file(path);
  if (copy.has_error()) return copy.error();
  return from_copy(*copy, path, contents);
}

Result<Database> Database::from_bytes(std::span<const std::byte> bytes, const std::string& name,
                                      Contents contents) {
  const auto copy = SealedCopy::of_bytes(bytes, name);
  if (copy.has_error()) return copy.error();
  return from_copy(*copy, name, contents);
}

Result<Database> Database::from_copy(const SealedCopy& copy, const std::string& name,
                                     Contents contents) {
  auto opened = std::make_unique<Opened>();
  if (auto error = opened->open(copy, name, contents)) return std::move(*error);
  return Database(std::move(opened));
}

geo::GeoRecord Database::lookup(const IpAddress& address) const noexcept {
  int status = MMDB_SUCCESS;
  const MMDB_lookup_result_s found = find(opened_->handle.get(), address, status);
  // An IPv6 address in an IPv4 database is an error to the library: here it is unknown.
  if (status != MMDB_SUCCESS || !found.found_entry) return {};
  return opened_->layout->read(found.entry);
}

WallTime Database::built() const {
  return WallTime(seconds(opened_->handle.get().metadata.build_epoch));
}

const std::string& Database::type() const {
  return opened_->type;
}

bool Database::knows_ipv6() const {
  return opened_->handle.get().metadata.ip_version == 6;
}

}  // namespace meridian::mmdb
