// relay: passes bytes between whoever connects and one server. Stopped (SIGSTOP) it is a network
// that loses everything: connections hang and new ones get no answer. Continued, it is whole again.
//
//   relay --listen 127.0.0.1:6390 --to 127.0.0.1:6379 [--announce FILE]
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace {

std::optional<sockaddr_in> address_of(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (colon == std::string::npos ||
      inet_pton(AF_INET, text.substr(0, colon).c_str(), &address.sin_addr) != 1)
    return std::nullopt;
  const unsigned long port = std::strtoul(text.c_str() + colon + 1, nullptr, 10);
  if (port == 0 || port > 65535) return std::nullopt;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

struct Socket {
  explicit Socket(int descriptor) : fd(descriptor) {}
  ~Socket() {
    if (fd >= 0) ::close(fd);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  const int fd;
};

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

// One direction, until either end has had enough; then both directions end.
void pass(const std::shared_ptr<Socket>& from, const std::shared_ptr<Socket>& to) {
  char buffer[16 * 1024];
  while (true) {
    const ssize_t n = ::recv(from->fd, buffer, sizeof buffer, 0);
    if (n <= 0 || !write_all(to->fd, {buffer, static_cast<std::size_t>(n)})) break;
  }
  ::shutdown(from->fd, SHUT_RDWR);
  ::shutdown(to->fd, SHUT_RDWR);
}

void relay(int client, const sockaddr_in& to) {
  const auto near = std::make_shared<Socket>(client);
  const auto far = std::make_shared<Socket>(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(far->fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) return;
  std::thread(pass, near, far).detach();
  std::thread(pass, far, near).detach();
}

bool announce(const std::string& path) {
  if (path.empty()) return true;
  std::FILE* file = std::fopen((path + ".new").c_str(), "w");
  if (file == nullptr) return false;
  std::fprintf(file, "{\"pid\":%d}\n", ::getpid());
  return std::fclose(file) == 0 && std::rename((path + ".new").c_str(), path.c_str()) == 0;
}

int run(const sockaddr_in& at, const sockaddr_in& to, const std::string& announce_file) {
  const Socket listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(listener.fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(listener.fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 ||
      ::listen(listener.fd, 128) != 0 || !announce(announce_file)) {
    std::perror("relay");
    return 3;
  }
  while (true) {
    const int client = ::accept4(listener.fd, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) relay(client, to);
  }
}

}  // namespace

int main(int count, char** values) {
  std::optional<sockaddr_in> at;
  std::optional<sockaddr_in> to;
  std::string announce_file;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name(values[i]);
    if (name == "--listen") at = address_of(values[i + 1]);
    if (name == "--to") to = address_of(values[i + 1]);
    if (name == "--announce") announce_file = values[i + 1];
  }
  if (!at || !to) {
    std::fputs("usage: relay --listen ADDRESS:PORT --to ADDRESS:PORT [--announce FILE]\n", stderr);
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  return run(*at, *to, announce_file);
}
