#include "scripted_origin.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace meridian::test {

namespace {

std::size_t content_length(const std::string& head) {
  const std::size_t at = head.find("Content-Length: ");
  return at == head.npos ? 0 : std::strtoul(head.c_str() + at + 16, nullptr, 10);
}

using Reads = ScriptedOrigin::Reads;

// How many bytes of `in` one request takes; npos while it is not complete.
std::size_t request_end(const std::string& in, Reads reads, std::size_t& head_end) {
  head_end = in.find("\r\n\r\n");
  if (head_end == in.npos) return in.npos;
  head_end += 4;
  if (reads == Reads::heads) return head_end;
  const std::string head = in.substr(0, head_end);
  if (head.find("Transfer-Encoding: chunked") != head.npos) {
    const std::size_t last = in.find("0\r\n\r\n", head_end);
    return last == in.npos ? last : last + 5;
  }
  const std::size_t end = head_end + content_length(head);
  return in.size() < end ? in.npos : end;
}

}  // namespace

ScriptedOrigin::Reply ScriptedOrigin::ok(const std::string& body) {
  return {"HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body};
}

ScriptedOrigin::ScriptedOrigin(Script script, Reads reads)
    : script_(std::move(script)),
      reads_(reads),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 64) != 0 ||
      getsockname(listener_, generic, &size) != 0)
    std::abort();
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_loop(); });
}

ScriptedOrigin::~ScriptedOrigin() {
  stop();
}

void ScriptedOrigin::stop() {
  if (stopped_) return;
  stopped_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  for (std::thread& server : servers_) server.join();
}

std::vector<ScriptedOrigin::Request> ScriptedOrigin::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void ScriptedOrigin::accept_loop() {
  while (true) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const int number = ++connections_;
    {
      const std::lock_guard lock(mutex_);
      open_.push_back(fd);
    }
    servers_.emplace_back([this, fd, number] { serve(fd, number); });
  }
}

// `in`: what was received already.
void ScriptedOrigin::echo(int fd, std::string in) {
  for (;;) {
    ::send(fd, in.data(), in.size(), MSG_NOSIGNAL);
    in.resize(65536);
    const long n = ::recv(fd, in.data(), in.size(), 0);
    if (n <= 0) return;
    in.resize(static_cast<std::size_t>(n));
  }
}

void ScriptedOrigin::serve(int fd, int connection) {
  std::string in;
  bool open = true;
  for (int number = 1; open; ++number) {
    std::size_t head_end = 0;
    std::size_t end = request_end(in, reads_, head_end);
    while (end == in.npos) {
      char buffer[65536];
      const long n = ::recv(fd, buffer, sizeof buffer, 0);
      if (n <= 0) break;
      in.append(buffer, static_cast<std::size_t>(n));
      end = request_end(in, reads_, head_end);
    }
    if (end == in.npos) break;
    const Request request{in.substr(0, head_end), in.substr(head_end, end - head_end), connection,
                          number};
    in.erase(0, end);
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    const Reply reply = script_(request);
    ::send(fd, reply.bytes.data(), reply.bytes.size(), MSG_NOSIGNAL);
    if (reply.echo) {
      echo(fd, in);
      break;
    }
    if (reply.reset) {
      const linger hard{1, 0};
      setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    }
    open = !reply.close && !reply.reset;
  }
  const std::lock_guard lock(mutex_);
  open_.remove(fd);
  ::close(fd);
}

}  // namespace meridian::test
