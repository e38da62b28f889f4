// The old side of a binary upgrade. The program is started again, is given what this process has,
// and takes its place:
//
//   this process                        the new one
//   starts it, hands the state over  -> reads its config, makes everything, waits for its first
//   checks
//                                    <- "prepared"
//   "go"                             -> accepts
//                                    <- "serving"
//   drains and ends
//
// Both have the same listening sockets, so no connection is lost between them. Whatever fails
// before "serving" ends the new process, and this one goes on. Control thread; the start is on the
// background thread.
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/handed_state.hpp"
#include "meridian/core/base/time.hpp"

namespace meridian::app {

struct Program {
  std::string path;                    // as it was when this process started
  std::vector<std::string> arguments;  // without the name of the program
  std::string notify_socket;           // of the service manager; empty: none
};

class Upgrade {
 public:
  static constexpr seconds kReadyMax{60};  // from its start until it serves
  // Where a started process finds its end of the channel.
  static constexpr const char* kVariable = "MERIDIAN_HANDOVER";
  static constexpr int kDescriptor = 3;

  struct Steps {
    std::function<void(pid_t)> prepared;                 // before it is told to accept
    std::function<void(pid_t)> serving;                  // this process is not needed any more
    std::function<void(const std::string& why)> failed;  // the new process is gone
  };
  Upgrade(boost::asio::io_context& control, boost::asio::thread_pool& background, Steps steps);

  bool under_way() const { return under_way_; }
  // `state`: its sockets stay this process's.
  void begin(const Program& program, HandedState state);
  void give_up(const std::string& why);  // nothing where none is under way

 private:
  struct Started {
    net::DescriptorChannel channel;
    pid_t pid = 0;
  };
  static Result<Started> start(const Program& program, const HandedState& state);
  void started(Result<Started> outcome);
  void listen();
  void hear();
  void end();

  boost::asio::io_context& control_;
  boost::asio::thread_pool& background_;
  Steps steps_;
  boost::asio::steady_timer timer_;
  std::optional<Started> new_;
  std::optional<boost::asio::posix::stream_descriptor> ear_;
  bool under_way_ = false;
};

}  // namespace meridian::app
