#include "app/upgrade.hpp"

#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <csignal>
#include <cstring>
#include <memory>
#include <utility>

namespace meridian::app {

namespace asio = boost::asio;

namespace {

// The program's own, with what only the new process should know, and nothing that names this one.
std::vector<std::string> environment_for(const Program& program) {
  std::vector<std::string> all;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string_view one(*at);
    if (!one.starts_with("WATCHDOG_PID=") && !one.starts_with("NOTIFY_SOCKET="))
      all.emplace_back(one);
  }
  all.push_back(std::string(Upgrade::kVariable) + "=" + std::to_string(Upgrade::kDescriptor));
  if (!program.notify_socket.empty()) all.push_back("NOTIFY_SOCKET=" + program.notify_socket);
  return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// With `descriptor` as its descriptor 3, and none besides the standard ones.
Result<pid_t> spawn(const Program& program, int descriptor) {
  std::vector<std::string> arguments = program.arguments;
  arguments.insert(arguments.begin(), program.path);
  std::vector<std::string> environment = environment_for(program);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, descriptor, Upgrade::kDescriptor);
  posix_spawn_file_actions_addclosefrom_np(&actions, Upgrade::kDescriptor + 1);
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, program.path.c_str(), &actions, nullptr,
                                  pointers_to(arguments).data(), pointers_to(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error == 0) return pid;
  return Error{ErrorCode::io, ErrorSource::system, false,
               "cannot start " + program.path + ": " + std::strerror(error)};
}

// A process that closes its end is about to be gone: it has this long. Blocks.
void await_end(pid_t pid) {
  const int fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (fd < 0) return;
  pollfd ended{fd, POLLIN, 0};
  ::poll(&ended, 1, 1000);
  ::close(fd);
}

// Ends it where it does not end itself, and says how it did. Blocks.
std::string end_of(pid_t pid) {
  int status = 0;
  await_end(pid);
  if (::waitpid(pid, &status, WNOHANG) == 0) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, &status, 0);
    return "it was ended";
  }
  if (WIFEXITED(status)) return "it ended with status " + std::to_string(WEXITSTATUS(status));
  return "it ended by signal " + std::to_string(WTERMSIG(status));
}

}  // namespace

Upgrade::Upgrade(asio::io_context& control, asio::thread_pool& background, Steps steps)
    : control_(control), background_(background), steps_(std::move(steps)), timer_(control) {}

Result<Upgrade::Started> Upgrade::start(const Program& program, const HandedState& state) {
  auto ends = net::DescriptorChannel::make();
  if (ends.has_error()) return ends.error();
  auto pid = spawn(program, ends->second.fd());
  if (pid.has_error()) return pid.error();
  ends->first.set_patience(kHandoverPatienceMs);
  { const net::DescriptorChannel theirs = std::move(ends->second); }
  if (auto sent = send_state(ends->first, state); sent.has_error()) {
    Error error = sent.error();
    error.context += "; " + end_of(*pid);
    return error;
  }
  return Started{std::move(ends->first), *pid};
}

void Upgrade::begin(const Program& program, HandedState state) {
  under_way_ = true;
  timer_.expires_after(kReadyMax);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) give_up("the new process did not become ready in time");
  });
  asio::post(background_, [this, program, state = std::move(state)] {
    auto outcome = std::make_shared<Result<Started>>(start(program, state));
    asio::post(control_, [this, outcome] { started(std::move(*outcome)); });
  });
}

void Upgrade::started(Result<Started> outcome) {
  if (outcome.has_error()) {
    end();
    return steps_.failed(outcome.error().context);
  }
  new_.emplace(std::move(*outcome));
  if (!under_way_) return give_up("it was called off");
  ear_.emplace(control_, ::dup(new_->channel.fd()));
  listen();
}

void Upgrade::listen() {
  ear_->async_wait(asio::posix::stream_descriptor::wait_read,
                   [this](boost::system::error_code error) {
                     if (!error) hear();
                   });
}

void Upgrade::hear() {
  const auto heard = new_->channel.receive();
  if (heard.has_error()) return give_up(heard.error().context);
  if (heard->text == "prepared") {
    steps_.prepared(new_->pid);
    if (const auto sent = new_->channel.send("go"); sent.has_error())
      return give_up(sent.error().context);
    return listen();
  }
  if (heard->text != "serving") return give_up("the new process said what nobody expects");
  const pid_t pid = new_->pid;
  end();
  steps_.serving(pid);
}

void Upgrade::give_up(const std::string& why) {
  if (!under_way_ && !new_) return;
  const std::optional<pid_t> pid = new_ ? std::optional(new_->pid) : std::nullopt;
  end();
  if (!pid) return;  // started() comes back to it
  asio::post(background_, [this, why, pid = *pid] {
    const std::string text = why + "; " + end_of(pid);
    asio::post(control_, [this, text] { steps_.failed(text); });
  });
}

void Upgrade::end() {
  under_way_ = false;
  timer_.cancel();
  ear_.reset();
  new_.reset();
}

}  // namespace meridian::app
