#include "app/inherited.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "app/upgrade.hpp"
#include "meridian/core/base/text.hpp"
#include "meridian/io/net/socket.hpp"
#include "meridian/io/observability/log.hpp"

namespace meridian::app {

namespace asio = boost::asio;

Result<std::unique_ptr<Inherited>> Inherited::from_environment() {
  const char* const text = std::getenv(Upgrade::kVariable);
  if (text == nullptr) return std::unique_ptr<Inherited>();
  const bool ours = parse_decimal(text) == static_cast<std::uint64_t>(Upgrade::kDescriptor);
  ::unsetenv(Upgrade::kVariable);
  if (!ours || ::fcntl(Upgrade::kDescriptor, F_SETFD, FD_CLOEXEC) != 0)
    return Error{ErrorCode::invalid, ErrorSource::system, false,
                 std::string(Upgrade::kVariable) +
                     " is only for a process that another one starts in its place; unset it"};
  std::unique_ptr<Inherited> made(new Inherited(net::DescriptorChannel(Upgrade::kDescriptor)));
  made->channel_.set_patience(kHandoverPatienceMs);
  auto state = receive_state(made->channel_);
  if (state.has_error()) return state.error();
  made->state_ = std::move(*state);
  return made;
}

Inherited::~Inherited() {
  close_rest();
}

void Inherited::close_rest() {
  for (const HandedSockets& one : state_.listeners)
    for (const int fd : one.sockets) ::close(fd);
  state_.listeners.clear();
}

std::vector<int> Inherited::take(const std::string& listener, const IpEndpoint& bind) {
  for (HandedSockets& one : state_.listeners)
    if (one.listener == listener && one.bind == net::to_string(bind))
      return std::exchange(one.sockets, {});
  return {};
}

void Inherited::prepared(asio::io_context& control, std::function<void()> go) {
  const auto take_over = [go](const Error& error) {
    observability::log_warning("upgrade", error.context + "; taking over at once");
    go();
  };
  if (const auto sent = channel_.send("prepared"); sent.has_error()) return take_over(sent.error());
  ear_.emplace(control, ::dup(channel_.fd()));
  ear_->async_wait(asio::posix::stream_descriptor::wait_read,
                   [this, go, take_over](boost::system::error_code error) {
                     if (error) return;
                     const auto heard = channel_.receive();
                     if (heard.has_error()) return take_over(heard.error());
                     go();
                   });
}

void Inherited::serving() {
  ear_.reset();
  close_rest();
  if (const auto sent = channel_.send("serving"); sent.has_error())
    observability::log_warning("upgrade", sent.error().context);
}

}  // namespace meridian::app
