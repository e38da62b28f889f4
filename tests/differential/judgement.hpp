// What a proxy made of a case, as a class that depends on no timing, and what of that is never
// right.
#pragma once

#include <string>
#include <vector>

#include "lane.hpp"

namespace meridian::differential {

// From the most trusting to the strictest. Of a case that is about the origin's answer, "forwarded"
// is what the client got.
enum class Treatment {
  as_received,  // forwarded with the hostile part in it
  normalized,   // forwarded without it
  cut,          // begun, and visibly broken off
  waits,        // nothing forwarded: the proxy waits for more of it
  refused,      // nothing forwarded
};
inline constexpr int kTreatments = 5;
std::string_view to_string(Treatment treatment);

struct Outcome {
  Treatment treatment = Treatment::refused;
  std::vector<std::string> faults;  // must be empty for us
  std::string client;               // the statuses it got, and the end
};

// `internal_prefix`: field names that this proxy keeps to itself; empty: none.
Outcome judge(const Case& the_case, const Seen& seen, std::string_view internal_prefix);

}  // namespace meridian::differential
