// One MaxMind DB file, opened and validated: address in, record out. Immutable; any number of
// threads may look up at once. Records hold views into the database and live as long as it does.
//
// The file is copied into sealed memory before anything is read from it, and libmaxminddb maps that
// copy: a mapping of the file itself would raise SIGBUS in the middle of a lookup when somebody
// truncates or overwrites it in place. The price is memory of the size of the file.
//
// libmaxminddb (1.7 on Debian 12) trusts much of what it reads. So every byte that a lookup can
// reach is checked first, and a file that is cut off, damaged or of another kind is
// an error value here, never a crash later.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/geo/place.hpp"

namespace meridian::mmdb {

class SealedCopy;

// What a database must hold to be of use; whatever else it holds is read too.
enum class Contents { countries, networks };  // networks: autonomous system numbers

class Database {
 public:
  // Reads and checks the whole file: up to a second of CPU for the largest city databases, so not
  // for a thread that serves. Errors name the file and what to do.
  static Result<Database> open(const std::string& path, Contents contents);
  // The same for bytes in memory; `name` stands for the path in errors.
  static Result<Database> from_bytes(std::span<const std::byte> bytes, const std::string& name,
                                     Contents contents);
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  // What the database says of the address; an empty record where it says nothing. The country is
  // where the network is used; where only its registration is known, it is unknown.
  geo::GeoRecord lookup(const IpAddress& address) const noexcept;

  WallTime built() const;           // when its maker built it
  const std::string& type() const;  // its maker's name for it, such as "GeoLite2-Country"
  bool knows_ipv6() const;          // false: IPv6 clients are unknown

 private:
  struct Opened;
  static Result<Database> from_copy(const SealedCopy& copy, const std::string& name,
                                    Contents contents);
  explicit Database(std::unique_ptr<Opened> opened);
  std::unique_ptr<const Opened> opened_;
};

}  // namespace meridian::mmdb
