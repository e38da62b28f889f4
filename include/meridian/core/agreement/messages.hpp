// Reports, answers and what the store knows of edges, as text: lines of words with single spaces.
// The first line names the message, its format and its own fields, each further line is a row. What
// a later format appends to a line is passed over, so that neighbouring versions read each other;
// anything else that is not exactly so is refused.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/agreement/report.hpp"
#include "meridian/core/base/result.hpp"

namespace meridian::agreement {

inline constexpr std::uint32_t kFormatMin = 1;  // older ones are refused
inline constexpr std::size_t kMessageBytesMax = 1 << 20;

std::string encode(const Report& report);
std::string encode(const Answer& answer);
std::string encode(const std::vector<EdgeRow>& edges);
std::string encode(const std::vector<Event>& events);

// Never throw. The context of an error says what is wrong.
Result<Report> decode_report(std::string_view text);
Result<Answer> decode_answer(std::string_view text);
Result<std::vector<EdgeRow>> decode_edges(std::string_view text);
Result<std::vector<Event>> decode_events(std::string_view text);

using VersionHint = std::optional<Version>;
// What the store tells on the channel of changes when verdicts moved: their version. Nothing: it is
// about something else.
VersionHint parse_hint(std::string_view message);

}  // namespace meridian::agreement
