// Exit codes of the program.
#pragma once

namespace meridian::cli {

inline constexpr int kDone = 0;
inline constexpr int kNegative = 1;     // the answer is no: refused, different, harmful
inline constexpr int kUsage = 2;        // a bad config, or wrong usage
inline constexpr int kUnreachable = 3;  // an address cannot be bound, or no edge answers there

}  // namespace meridian::cli
