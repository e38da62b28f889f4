// An access record as one block of bytes in a ring: the record itself, then the texts its views
// pointed to.
#pragma once

#include <cstddef>
#include <span>

#include "meridian/io/observability/access_log.hpp"

namespace meridian::observability {

// Cuts every text to its bound (limits::kLogged…BytesMax); a cut path says so.
AccessRecord bounded(const AccessRecord& record);
std::size_t encoded_size(const AccessRecord& bounded_record);
void encode(const AccessRecord& bounded_record, std::byte* out);
// Views point into `block`.
AccessRecord decode(std::span<const std::byte> block);

}  // namespace meridian::observability
