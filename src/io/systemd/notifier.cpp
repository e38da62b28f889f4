#include "meridian/io/systemd/notifier.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace meridian::systemd {
namespace {

std::optional<std::uint64_t> number_of(const char* text) {
  if (text == nullptr) return std::nullopt;
  std::uint64_t value = 0;
  const char* end = text + std::strlen(text);
  const auto [at, error] = std::from_chars(text, end, value);
  if (error != std::errc() || at != end) return std::nullopt;
  return value;
}

}  // namespace

Notifier Notifier::from_environment() {
  const char* address = std::getenv("NOTIFY_SOCKET");
  Notifier notifier(address == nullptr ? "" : address);
  ::unsetenv("NOTIFY_SOCKET");
  return notifier;
}

Notifier::Notifier(Notifier&& other) noexcept
    : address_(std::move(other.address_)), socket_(std::exchange(other.socket_, -1)) {}

Notifier::~Notifier() {
  if (socket_ >= 0) ::close(socket_);
}

void Notifier::ready() {
  send("READY=1");
}

void Notifier::reloading() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const auto us = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 +
                  static_cast<std::uint64_t>(now.tv_nsec) / 1'000;
  send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(us));
}

void Notifier::stopping() {
  send("STOPPING=1");
}

void Notifier::main_pid(std::int64_t pid) {
  send("MAINPID=" + std::to_string(pid));
}

void Notifier::alive() {
  send("WATCHDOG=1");
}

void Notifier::send(std::string_view state) {
  sockaddr_un to{};
  if (address_.empty() || address_.size() >= sizeof to.sun_path) return;
  if (socket_ < 0) socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket_ < 0) return;
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, address_.data(), address_.size());
  // A path ends with a zero that counts; an abstract name begins with one and ends with its length.
  const bool abstract = address_.front() == '@';
  if (abstract) to.sun_path[0] = '\0';
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size() +
                                             (abstract ? 0 : 1));
  ::sendto(socket_, state.data(), state.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&to), length);
}

std::optional<microseconds> watchdog_interval() {
  const auto wanted = number_of(std::getenv("WATCHDOG_USEC"));
  if (!wanted || *wanted < 2) return std::nullopt;
  const char* whom = std::getenv("WATCHDOG_PID");
  if (whom != nullptr && number_of(whom) != static_cast<std::uint64_t>(::getpid()))
    return std::nullopt;
  return microseconds(static_cast<std::int64_t>(*wanted / 2));
}

}  // namespace meridian::systemd
