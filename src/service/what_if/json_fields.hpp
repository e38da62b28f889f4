// Fields of a JSON object that somebody sends. One that is not there leaves the value as it is; one
// that is of another type is an error with its name.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/base/result.hpp"

namespace meridian::what_if {

Error wrong(std::string context);

// An object that has no fields but these. Never throws.
Result<void> read_object(std::string_view text, std::span<const std::string_view> known,
                         nlohmann::json& object);

Result<void> read_text(const nlohmann::json& object, const char* name, std::string& text);
Result<void> read_number(const nlohmann::json& object, const char* name, std::uint64_t& number);
// At most limits::kWhatIfNamesMax.
Result<void> read_names(const nlohmann::json& object, const char* name,
                        std::vector<std::string>& names);

}  // namespace meridian::what_if
