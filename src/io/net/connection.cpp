#include "meridian/io/net/connection.hpp"

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>

#include "meridian/core/base/check.hpp"
#include "meridian/io/net/socket.hpp"

namespace meridian::net {

namespace {

constexpr std::size_t kSpareMax = 64;  // backlogs kept for reuse, each up to 70 KiB

}  // namespace

IoBuffers::IoBuffers() : plain(new char[kPlainBytes]), cipher(new char[limits::kRelayChunkBytes]) {}

Connection::Connection(Reactor& reactor, IoBuffers& buffers, int fd,
                       std::unique_ptr<tls::Engine> engine)
    : reactor_(reactor),
      buffers_(buffers),
      engine_(std::move(engine)),
      held_(buffers.held),
      fd_(fd) {
  reactor_.add(fd_, *this);
}

Connection::~Connection() {
  reactor_.forget(*this);
  if (engine_ != nullptr && !failed_ && !write_shut_ && !has_backlog()) {
    engine_->shutdown(buffers_.cipher_out);
    send_cipher();
  }
  ::close(fd_);
  if (backlog_.capacity() != 0 && buffers_.spare.size() < kSpareMax) {
    backlog_.clear();
    buffers_.spare.push_back(std::move(backlog_));
  }
}

void Connection::on_ready(Readiness readiness) {
  if (readiness.readable || readiness.peer_closed || readiness.failed) readable_ = true;
  if (readiness.writable) writable_seen_ = true;
  if (readiness.peer_closed) peer_closed_ = true;
  if (readiness.failed) failed_ = true;
  if (readiness.writable && has_backlog()) flush();
  if (owner_ != nullptr) owner_->on_connection(*this);
}

Connection::ConnectState Connection::finish_connect() {
  if (!writable_seen_ && !failed_) return ConnectState::pending;
  const int error = connect_error(fd_);
  if (error == 0 && !failed_) return ConnectState::done;
  failed_ = true;
  return ConnectState::failed;
}

bool Connection::handshake_done() const {
  return engine_ == nullptr || engine_->state() != tls::EngineState::handshaking;
}

WriteState Connection::start_tls() {
  engine_->start(buffers_.cipher_out);
  return send_cipher();
}

long Connection::receive(char* into, std::size_t capacity) {
  const long n = ::recv(fd_, into, capacity, 0);
  if (n > 0) {
    received_ += static_cast<std::uint64_t>(n);
    // A short read has drained the socket; a FIN already announced still has to be read as 0.
    if (static_cast<std::size_t>(n) < capacity && !peer_closed_) readable_ = false;
    return n;
  }
  if (n < 0 && errno == EINTR) return -EAGAIN;
  readable_ = false;
  if (n == 0) return 0;
  return errno == EAGAIN ? -EAGAIN : -ECONNRESET;
}

Connection::Input Connection::read() {
  if (!readable_) return {ReadState::blocked, {}};
  return engine_ == nullptr ? read_plain() : read_tls();
}

Connection::Input Connection::peek(std::size_t most) {
  if (!readable_) return {ReadState::blocked, {}};
  char* into = buffers_.plain.get() + limits::kHeadRoomBytes;
  const long n = ::recv(fd_, into, most, MSG_PEEK);
  if (n > 0) return {ReadState::data, {into, static_cast<std::size_t>(n)}};
  if (n == 0) return {ReadState::end, {}};
  if (errno != EAGAIN && errno != EINTR) return {ReadState::failed, {}};
  readable_ = false;
  return {ReadState::blocked, {}};
}

void Connection::drop(std::size_t bytes) {
  const long n = ::recv(fd_, buffers_.plain.get(), bytes, 0);
  MERIDIAN_CHECK(n == static_cast<long>(bytes));
  received_ += bytes;
}

bool Connection::send_first(std::string_view bytes) {
  // The send buffer of a new connection has room for it, or the connection is of no use.
  const long n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  failed_ = failed_ || n != static_cast<long>(bytes.size());
  return !failed_;
}

Connection::Input Connection::read_plain() {
  char* into = buffers_.plain.get() + limits::kHeadRoomBytes;
  const long n = receive(into, limits::kRelayChunkBytes);
  if (n > 0) return {ReadState::data, {into, static_cast<std::size_t>(n)}};
  if (n == -EAGAIN) return {ReadState::blocked, {}};
  peer_closed_ = true;
  if (n == 0) return {ReadState::end, {}};
  failed_ = true;
  return {ReadState::failed, {}};
}

Connection::Input Connection::read_tls() {
  char* into = buffers_.plain.get() + limits::kHeadRoomBytes;
  const std::span<char> room{into, IoBuffers::kPlainBytes - limits::kHeadRoomBytes};
  while (readable_) {
    if (engine_->state() == tls::EngineState::closed) return {ReadState::end, {}};
    if (engine_->state() == tls::EngineState::failed) {
      failed_ = true;
      return {ReadState::failed, {}};
    }
    const long n = receive(buffers_.cipher.get(), limits::kRelayChunkBytes);
    if (n == -EAGAIN) break;
    if (n <= 0) {
      peer_closed_ = true;
      failed_ = failed_ || n < 0;
      return {ReadState::failed, {}};  // no close_notify came before
    }
    const auto result = engine_->read({buffers_.cipher.get(), static_cast<std::size_t>(n)}, room,
                                      buffers_.cipher_out);
    const bool broken = send_cipher() == WriteState::failed;
    if (broken || (result.state == tls::EngineState::failed && result.bytes == 0)) {
      failed_ = true;
      return {ReadState::failed, {}};
    }
    // What came before the end or the failure is handed out first.
    if (result.state != tls::EngineState::handshaking && result.state != tls::EngineState::open) {
      peer_closed_ = true;
      readable_ = true;
    }
    if (result.bytes != 0) return {ReadState::data, {into, result.bytes}};
  }
  return {ReadState::blocked, {}};
}

WriteState Connection::write(std::string_view first, std::string_view second) {
  MERIDIAN_CHECK(!has_backlog());
  if (failed_ || write_shut_) return WriteState::failed;
  if (engine_ == nullptr) return send_now(first, second);
  const bool ok = (first.empty() || engine_->write(first, buffers_.cipher_out)) &&
                  (second.empty() || engine_->write(second, buffers_.cipher_out));
  if (!ok) {
    buffers_.cipher_out.clear();
    failed_ = true;
    return WriteState::failed;
  }
  return send_cipher();
}

WriteState Connection::send_cipher() {
  const std::string_view bytes = buffers_.cipher_out.view();
  if (bytes.empty()) return WriteState::sent;
  const WriteState state = has_backlog() ? keep(bytes) : send_now(bytes, {});
  buffers_.cipher_out.clear();
  return state;
}

WriteState Connection::send_now(std::string_view first, std::string_view second) {
  long n = 0;
  if (second.empty()) {
    n = ::send(fd_, first.data(), first.size(), MSG_NOSIGNAL);
  } else {
    iovec parts[2] = {{const_cast<char*>(first.data()), first.size()},
                      {const_cast<char*>(second.data()), second.size()}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    n = ::sendmsg(fd_, &message, MSG_NOSIGNAL);
  }
  if (n < 0 && errno != EAGAIN && errno != EINTR) {
    failed_ = true;
    readable_ = true;  // what the peer said before it closed
    return WriteState::failed;
  }
  const std::size_t sent = n < 0 ? 0 : static_cast<std::size_t>(n);
  if (sent == first.size() + second.size()) return WriteState::sent;
  if (sent < first.size()) {
    keep(first.substr(sent));
    return keep(second);
  }
  return keep(second.substr(sent - first.size()));
}

WriteState Connection::keep(std::string_view rest) {
  if (backlog_.capacity() == 0 && !buffers_.spare.empty()) {
    backlog_ = std::move(buffers_.spare.back());
    buffers_.spare.pop_back();
  }
  backlog_.insert(backlog_.end(), rest.begin(), rest.end());
  held_.set(backlog_.size());
  return WriteState::backlogged;
}

void Connection::flush() {
  while (backlog_sent_ < backlog_.size()) {
    const long n =
        ::send(fd_, backlog_.data() + backlog_sent_, backlog_.size() - backlog_sent_, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) {
      failed_ = true;
      break;
    }
    backlog_sent_ += static_cast<std::size_t>(n);
  }
  backlog_sent_ = 0;
  held_.set(0);
  backlog_.clear();
  if (buffers_.spare.size() < kSpareMax) buffers_.spare.push_back(std::move(backlog_));
  backlog_ = {};
  if (shut_after_backlog_ && !failed_) shutdown_write();
}

void Connection::shutdown_write() {
  if (write_shut_) return;
  if (engine_ != nullptr && !failed_ && !shut_after_backlog_) {
    engine_->shutdown(buffers_.cipher_out);
    send_cipher();
  }
  if (has_backlog()) {
    shut_after_backlog_ = true;
    return;
  }
  write_shut_ = true;
  ::shutdown(fd_, SHUT_WR);
}

}  // namespace meridian::net
