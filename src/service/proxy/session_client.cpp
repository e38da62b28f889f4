// What an exchange, or HTTP/2, has of the connection: input, output, and how it goes on.
#include "service/proxy/session.hpp"

#include <sys/socket.h>

#include <cstring>
#include <utility>

#include "meridian/core/base/check.hpp"
#include "service/proxy/exchange.hpp"
#include "service/proxy/http2_session.hpp"

namespace meridian::proxy {

namespace {

// F8: after an early answer this much of the request is read, for at most this long, so that the
// client sees the answer instead of a reset.
constexpr std::size_t kLingerBytesMax = 64 * 1024;
constexpr milliseconds kLingerMax{1000};

// Head and body up to this size are copied together into one TLS record.
constexpr std::size_t kJoinBytesMax = 16 * 1024;

// An idle connection keeps no more memory than this for input.
constexpr std::size_t kInputKeptMax = 1024;

}  // namespace

net::Connection::Input Session::input() {
  if (pending_.empty()) return connection_.read();
  taken_.swap(pending_);
  pending_.clear();
  return {net::ReadState::data, taken_};
}

void Session::unread(std::string_view bytes) {
  MERIDIAN_CHECK(pending_.empty());
  pending_.assign(bytes);
  note_held();
}

void Session::exchange_ended(After after) {
  worker_.give_back(std::move(exchange_));
  if (after == After::abort) {
    // RST instead of a FIN: a cut response must not look like a complete one.
    const linger reset{1, 0};
    setsockopt(connection_.fd(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    return close();
  }
  if (after == After::next_request && !connection_.failed()) {
    scanned_ = 0;
    if (taken_.capacity() > kInputKeptMax) taken_ = {};
    if (pending_.empty() && pending_.capacity() > kInputKeptMax) pending_ = {};
    note_held();
    become(State::idle, timeouts_now().idle);
    // The client was told that the connection stays, before the drain began.
    if (worker_.draining) arm(worker_.idle_until());
    pending_is_fresh_ = !pending_.empty();
    // Not from here: the exchange that has just ended is still on the stack.
    if (pending_is_fresh_ || connection_.may_have_input()) worker_.run_again(*this);
    return;
  }
  if (after == After::linger || connection_.has_backlog()) {
    linger_for(after == After::linger ? kLingerMax : timeouts_now().stream_idle);
    return;
  }
  close();
}

void Session::linger_for(milliseconds timeout) {
  pending_.clear();
  connection_.shutdown_write();
  lingered_ = 0;
  become(State::linger, timeout);
  worker_.run_again(*this);
}

net::WriteState Session::write_head(std::string_view head, std::string_view body) {
  if (body.empty() || !tls()) return connection_.write(head, body);
  // One record: in place in front of the body where it lies in the input buffer with room before
  // it, else behind the head, which lies in a scratch buffer.
  char* const begin = worker_.buffers.plain.get();
  const auto at = reinterpret_cast<std::uintptr_t>(body.data());
  const auto first = reinterpret_cast<std::uintptr_t>(begin);
  if (at >= first + head.size() && at < first + net::IoBuffers::kPlainBytes) {
    char* const joined = begin + (at - first) - head.size();
    std::memcpy(joined, head.data(), head.size());
    return connection_.write({joined, head.size() + body.size()});
  }
  if (body.size() <= kJoinBytesMax && head.size() + body.size() <= WorkerCore::kHeadScratchBytes) {
    std::memcpy(worker_.head_scratch.get() + head.size(), body.data(), body.size());
    return connection_.write({worker_.head_scratch.get(), head.size() + body.size()});
  }
  return connection_.write(head, body);
}

void Session::drain_lingering() {
  for (int turn = 0; turn < limits::kRelayTurnsMax; ++turn) {
    const net::Connection::Input in = connection_.read();
    if (in.state == net::ReadState::blocked) return;
    if (in.state != net::ReadState::data) {
      if (connection_.has_backlog() && !connection_.failed()) return;
      return close();
    }
    lingered_ += in.bytes.size();
    if (lingered_ > kLingerBytesMax) return close();
  }
  worker_.run_again(*this);
}

void Session::http2_ended(After after) {
  if (after == After::abort) return close();
  linger_for(kLingerMax);
}

}  // namespace meridian::proxy
