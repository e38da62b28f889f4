#include "meridian/io/systemd/notifier.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace meridian::systemd {
namespace {

using testing::StartsWith;

// A datagram socket as systemd has it.
class Supervisor {
 public:
  explicit Supervisor(const std::string& address)
      : address_(address), socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    address.copy(name.sun_path, sizeof name.sun_path);
    const bool abstract = address.front() == '@';
    if (abstract) name.sun_path[0] = '\0';
    const std::size_t length =
        offsetof(sockaddr_un, sun_path) + address.size() + (abstract ? 0 : 1);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&name), static_cast<socklen_t>(length)),
              0);
  }
  ~Supervisor() {
    ::close(socket_);
    if (address_.front() != '@') std::filesystem::remove(address_);
  }

  // Unix datagrams are there as soon as they are sent. "": none.
  std::string told() {
    char text[256];
    const ssize_t size = ::recv(socket_, text, sizeof text, 0);
    return size < 0 ? "" : std::string(text, static_cast<std::size_t>(size));
  }

 private:
  std::string address_;
  int socket_;
};

std::string own_name(const std::string& name) {
  return name + "-" + std::to_string(::getpid());
}

TEST(Notifier, SpeaksToASocketByPath) {
  const std::string path = (std::filesystem::temp_directory_path() / own_name("notify")).string();
  Supervisor supervisor(path);
  Notifier notifier(path);
  notifier.ready();
  EXPECT_EQ(supervisor.told(), "READY=1");
  notifier.stopping();
  EXPECT_EQ(supervisor.told(), "STOPPING=1");
}

TEST(Notifier, SpeaksToAnAbstractSocket) {
  Supervisor supervisor(own_name("@meridian-notify"));
  Notifier notifier(own_name("@meridian-notify"));
  notifier.alive();
  EXPECT_EQ(supervisor.told(), "WATCHDOG=1");
}

TEST(Notifier, TellsWhenAReloadBegan) {
  Supervisor supervisor(own_name("@meridian-reload"));
  Notifier notifier(own_name("@meridian-reload"));
  notifier.reloading();
  EXPECT_THAT(supervisor.told(), StartsWith("RELOADING=1\nMONOTONIC_USEC="));
}

TEST(Notifier, IsSilentWhereNobodyListens) {
  Notifier nobody("");
  nobody.ready();
  Notifier gone(own_name("@meridian-gone"));
  gone.ready();
  Notifier too_long(std::string(200, 'x'));
  too_long.ready();
}

TEST(Notifier, TakesItsSocketFromTheEnvironmentOnce) {
  Supervisor supervisor(own_name("@meridian-environment"));
  ::setenv("NOTIFY_SOCKET", own_name("@meridian-environment").c_str(), 1);
  Notifier notifier = Notifier::from_environment();
  EXPECT_EQ(std::getenv("NOTIFY_SOCKET"), nullptr);
  notifier.ready();
  EXPECT_EQ(supervisor.told(), "READY=1");
}

TEST(WatchdogInterval, IsHalfOfWhatTheSupervisorWaits) {
  ::unsetenv("WATCHDOG_PID");
  ::setenv("WATCHDOG_USEC", "10000000", 1);
  EXPECT_EQ(watchdog_interval(), seconds(5));
  ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
  EXPECT_EQ(watchdog_interval(), seconds(5));
  ::setenv("WATCHDOG_PID", "1", 1);
  EXPECT_EQ(watchdog_interval(), std::nullopt);
  ::unsetenv("WATCHDOG_PID");
  for (const char* wrong : {"", "0", "ten", "10s", "-5"}) {
    ::setenv("WATCHDOG_USEC", wrong, 1);
    EXPECT_EQ(watchdog_interval(), std::nullopt) << wrong;
  }
  ::unsetenv("WATCHDOG_USEC");
  EXPECT_EQ(watchdog_interval(), std::nullopt);
}

}  // namespace
}  // namespace meridian::systemd
