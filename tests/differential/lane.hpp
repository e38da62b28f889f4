// One proxy and the origin behind it, case after case. Nothing here waits for time to pass: whether
// a proxy has still something to say is told by barriers. A barrier is a plain request on a
// connection of its own, answered by the same origin. The proxies serve all their connections from
// one thread, so once a barrier is back, what was sent before it has been read; once several
// are back and nothing has come of the case meanwhile, nothing will.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cases.hpp"
#include "recording_origin.hpp"

namespace meridian::differential {

// What one proxy did with one case.
struct Seen {
  std::string to_client;
  bool ended = false;     // the proxy closed the connection, orderly or by reset
  bool waited = false;    // it had to be told that nothing more comes
  bool poisoned = false;  // a later request of somebody else did not get its own answer
  std::vector<Request> at_origin;
};

class Lane {
 public:
  Lane(std::uint16_t proxy_port, std::uint16_t origin_port);
  ~Lane();
  Lane(const Lane&) = delete;
  Seen run(const Case& the_case);

 private:
  void converse(int fd, Seen& seen);
  bool drain(int fd, Seen& seen);
  bool barrier();
  bool barrier_answered(const std::string& path);

  std::uint16_t proxy_port_;
  RecordingOrigin origin_;
  int barrier_ = -1;
  std::size_t barriers_ = 0;
};

}  // namespace meridian::differential
