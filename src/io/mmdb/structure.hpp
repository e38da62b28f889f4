// What must be true of the bytes of a database before and after libmaxminddb opens it, so that no
// later lookup can leave them.
#pragma once

#include <maxminddb.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "meridian/core/base/result.hpp"

namespace meridian::mmdb {

// The metadata is there and sound: libmaxminddb may open the file. Gives where the data ends.
Result<std::size_t> check_metadata(std::span<const std::byte> bytes, const std::string& name);

// The tree and the data are sound. Gives the offsets of all records, each once, in tree order.
Result<std::vector<std::uint32_t>> check_records(const MMDB_s& database, std::size_t data_end,
                                                 const std::string& name);

}  // namespace meridian::mmdb
