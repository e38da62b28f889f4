// The server behind the proxies. It listens on a port of 127.0.0.1, has one thread, records what
// reaches it and answers as it is told. Requests for /barrier/.. are not recorded: by them a lane
// learns that a proxy has come so far.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "reading.hpp"

namespace meridian::differential {

inline constexpr std::string_view kBarrierPath = "/barrier/";

// The body of every ordinary answer, so that a client knows whose it is.
std::string answer_body(const std::string& target);

class RecordingOrigin {
 public:
  explicit RecordingOrigin(std::uint16_t port);
  ~RecordingOrigin();
  RecordingOrigin(const RecordingOrigin&) = delete;

  // From here on another case is recorded. `answer`: to each request for /case, so that a retry
  // gets it too; where it is empty and not `closes`, an ordinary one.
  void begin(const std::string& answer, bool closes);
  std::vector<Request> end();  // the case's; incomplete ones last
  std::size_t bytes() const;   // received for this case so far

 private:
  struct Peer {
    int fd;
    std::string in;
    bool closing = false;
  };
  void serve();
  bool receive(Peer& peer);
  void take_requests(Peer& peer);
  void answer(Peer& peer, const Request& request);

  int listener_;
  int wake_[2];
  std::list<Peer> peers_;
  mutable std::mutex mutex_;
  std::vector<Request> requests_;
  std::string script_;
  bool script_closes_ = false;
  std::size_t bytes_ = 0;
  std::thread thread_;
};

}  // namespace meridian::differential
