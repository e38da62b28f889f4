// What the store's replies say: documents and conflicts. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/redis/reply.hpp"
#include "meridian/io/store/store.hpp"

namespace meridian::store {

// What stands beside a document, so that a damaged one is not taken.
std::string digest_text(std::string_view text);

// Epoch, version, digest and text. Nils: nothing was ever written.
Result<Stored> read_stored(std::span<const redis::Reply> fields);

// What XREVRANGE gives of the conflicts.
Result<std::vector<Conflict>> read_conflicts(const redis::Reply& reply);

}  // namespace meridian::store
