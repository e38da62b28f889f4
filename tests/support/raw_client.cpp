#include "raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "meridian/core/base/text.hpp"

namespace meridian::test {

RawClient::RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const timeval deadline{20, 0};
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) reset_ = true;
}

RawClient::~RawClient() {
  if (fd_ >= 0) ::close(fd_);
}

void RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const long n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void RawClient::reset() {
  const linger hard{1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  ::close(std::exchange(fd_, -1));
}

std::string RawClient::receive_some() {
  if (in_.empty()) fill();
  return std::exchange(in_, {});
}

void RawClient::finish_sending() {
  ::shutdown(fd_, SHUT_WR);
}

bool RawClient::fill() {
  char buffer[65536];
  const long n = ::recv(fd_, buffer, sizeof buffer, 0);
  if (n < 0) reset_ = errno == ECONNRESET;
  if (n <= 0) return false;
  in_.append(buffer, static_cast<std::size_t>(n));
  return true;
}

std::string RawClient::Response::field(std::string_view name) const {
  std::size_t at = head.find("\r\n");
  while (at != head.npos && at + 2 < head.size()) {
    const std::size_t end = head.find("\r\n", at + 2);
    const std::string_view line = std::string_view(head).substr(at + 2, end - at - 2);
    const std::size_t colon = line.find(':');
    if (colon != line.npos && equals_ignoring_case(line.substr(0, colon), name))
      return std::string(trim(line.substr(colon + 1)));
    at = end;
  }
  return "";
}

RawClient::Response RawClient::receive(bool head_request) {
  Response response;
  std::size_t end = in_.find("\r\n\r\n");
  while (end == in_.npos) {
    if (!fill()) return response;
    end = in_.find("\r\n\r\n");
  }
  response.head = in_.substr(0, end + 4);
  in_.erase(0, end + 4);
  response.status = static_cast<int>(std::strtol(response.head.c_str() + 9, nullptr, 10));
  if (head_request || response.status < 200 || response.status == 204 || response.status == 304) {
    response.complete = true;
    return response;
  }
  if (const std::string length = response.field("Content-Length"); !length.empty()) {
    const std::size_t wanted = std::strtoul(length.c_str(), nullptr, 10);
    while (in_.size() < wanted && fill()) {
    }
    response.complete = in_.size() >= wanted;
    response.body = in_.substr(0, wanted);
    in_.erase(0, wanted);
    return response;
  }
  if (response.field("Transfer-Encoding") != "chunked") {
    response.body = receive_to_end();
    response.complete = !reset_;
    return response;
  }
  receive_chunks(response);
  return response;
}

void RawClient::receive_chunks(Response& response) {
  while (true) {
    std::size_t line = in_.find("\r\n");
    while (line == in_.npos) {
      if (!fill()) return;
      line = in_.find("\r\n");
    }
    const std::size_t size = std::strtoul(in_.c_str(), nullptr, 16);
    while (in_.size() < line + 2 + size + 2)
      if (!fill()) return;
    response.body += in_.substr(line + 2, size);
    in_.erase(0, line + 2 + size + 2);
    if (size != 0) continue;
    response.complete = true;
    return;
  }
}

std::string RawClient::receive_to_end() {
  while (fill()) {
  }
  return std::move(in_);
}

RawClient::Response RawClient::get(std::string_view path, std::string_view fields) {
  std::string request = "GET " + std::string(path) + " HTTP/1.1\r\nHost: test.example\r\n";
  request.append(fields).append("\r\n");
  send(request);
  return receive();
}

}  // namespace meridian::test
