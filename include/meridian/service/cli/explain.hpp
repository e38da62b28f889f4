// `meridian explain`: where a request would go and why, told by the serving code itself from the
// config, the GeoIP databases and the regions said to be down. Health comes from `down` and
// `health` alone: what is not named there counts as healthy. Reads files only; nothing is bound or
// connected.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace meridian::cli {

struct ExplainOptions {
  std::string config;  // file
  std::string ip;
  std::string host;        // a port is ignored
  std::string path = "/";  // a query is ignored
  std::string method = "GET";
  std::vector<std::string> headers;  // "Name: value"
  std::vector<std::string> down;     // REGION or SERVICE/REGION
  std::string pin;                   // REGION that a valid pin of the client names; empty: none
  std::vector<std::string> tried;    // REGION that has failed this request already
  std::vector<std::string> health;   // REGION=out, =held, =degraded, =slow or =N% of its weight
  std::vector<std::string> wants;    // REGION=N or SERVICE/REGION=N: requests/s that want it
  std::string overrides;             // the file of `store.state_file`; empty: as the config says
  std::uint64_t explore_window = 0;  // routing::Request::explore_window
  bool json = false;
  // A file of JSON lines {ip, host, path, method, headers: {name: value}, down: [..], pin,
  // tried: [..], explore_window} (all but ip and host optional), or "-" for stdin: one JSON line of
  // result each.
  // What these name is not read from the options then, but `down`, `health` and `wants` hold for
  // every line.
  std::string batch;
};

// 0: the request is served, redirected or answered as configured (a batch: every line was read);
// 1: it is refused; 2: bad config or usage, told on `err`.
int explain(const ExplainOptions& options, std::ostream& out, std::ostream& err);

}  // namespace meridian::cli
