// The overrides document as text. There is one text for each document: what is not written exactly
// as encode() writes it is refused, unknown fields and formats with it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "meridian/core/base/result.hpp"
#include "meridian/core/state/overrides.hpp"

namespace meridian::state {

inline constexpr std::uint64_t kOverridesFormat = 1;

std::string encode(const Overrides& overrides);
// Never throws. The context of an error says what is wrong.
Result<Overrides> decode(std::string_view text);

// Of the entries alone.
std::uint64_t digest_of(const Overrides& overrides);
// 16 digits: how epochs, digests and tags are written.
std::string hexadecimal(std::uint64_t number);

// A reason or a name may stand in the document: valid length, no control characters.
bool is_line(std::string_view text, std::size_t bytes_max);

}  // namespace meridian::state
