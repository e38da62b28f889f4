// `meridian ctl ..`: asks a running edge through its admin API and prints the answer.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

namespace meridian::cli {

struct CtlOptions {
  std::string admin = "127.0.0.1:9901";  // host:port of the admin listener
  std::string service;                   // empty: all
  bool json = false;                     // the API's answer as it is
  std::string token_file;                // empty: as MERIDIAN_TOKEN_FILE says, or none
};

// Tables of measured latencies by service and region, and home regions by country.
// These return 0; 1: the edge knows nothing that answers it; 2: usage; 3: no edge was reached.
int ctl_latency(const CtlOptions& options, std::ostream& out, std::ostream& err);
// A `geo` step for the config, from the countries' home regions.
int ctl_geo_suggest(const CtlOptions& options, std::ostream& out, std::ostream& err);

}  // namespace meridian::cli
