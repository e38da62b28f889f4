// What came out of a replay, written for people or as JSON.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace meridian::cli {

// What a request got; region is empty where it got none.
struct Verdict {
  std::string outcome;
  std::string region;
  std::string reason;
};

struct Difference {
  std::uint64_t line = 0;
  std::string time;
  std::string request_id;
  std::string client;
  Verdict logged;
  Verdict replayed;
  std::vector<std::string> stages;  // of the replayed decision
};

struct ReplayReport {
  std::uint64_t replayed = 0;
  std::uint64_t identical = 0;
  std::uint64_t different = 0;
  std::map<std::string_view, std::uint64_t> skipped;  // by reason
  std::vector<Difference> differences;                // the first ones
};

void write_text(const ReplayReport& report, std::ostream& out);
nlohmann::ordered_json to_json(const ReplayReport& report);

}  // namespace meridian::cli
