#include "io/redis/connection.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "io/redis/format.hpp"
#include "io/redis/steady.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::redis {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::size_t kPlainBytes = kReadBytes + 16 * 1024;  // what the engine asks for
constexpr std::size_t kEncryptBytes = 64 * 1024;             // at a time
constexpr std::size_t kQueuedBytesMax = 8 << 20;

ErrorCode code_of(const error_code& error) {
  if (error == asio::error::connection_refused) return ErrorCode::refused;
  if (error == asio::error::timed_out) return ErrorCode::timeout;
  if (error == asio::error::eof || error == asio::error::connection_reset ||
      error == asio::error::broken_pipe)
    return ErrorCode::reset;
  return ErrorCode::io;
}

std::string text_of(const error_code& error) {
  return error == asio::error::eof ? "the server closed the connection" : error.message();
}

}  // namespace

Connection::Connection(asio::io_context& io, Settings settings)
    : io_(io), settings_(std::move(settings)), socket_(io), timer_(io) {}

Connection::~Connection() = default;

Error Connection::failure(ErrorCode code, const std::string& text) const {
  return {code, ErrorSource::store, true, "redis " + to_string(settings_.address) + ": " + text};
}

void Connection::open(Events events) {
  events_ = std::make_shared<Events>(std::move(events));
  connect_deadline_ = steady_now() + settings_.connect_timeout;
  arm();
  asio::co_spawn(
      io_, [self = shared_from_this()] { return self->run(); }, asio::detached);
}

asio::awaitable<void> Connection::run() {
  if (const auto failed = co_await connect()) {
    end(*failed);
    co_return;
  }
  if (ended_) co_return;
  open_ = true;
  if (!early_.empty()) write(std::exchange(early_, {}));
  arm();
  if (const auto events = events_; events->opened) events->opened();
  const Error why = co_await receive();
  end(why);
}

asio::awaitable<std::optional<Error>> Connection::connect() {
  if (settings_.address.host.empty()) {
    const asio::local::stream_protocol::endpoint endpoint(settings_.address.path);
    const auto [error] = co_await socket_.async_connect(endpoint, kTuple);
    if (error) co_return failure(code_of(error), error.message());
  } else if (auto failed = co_await connect_tcp()) {
    co_return failed;
  }
  if (settings_.tls == nullptr) co_return std::nullopt;
  co_return co_await shake_hands();
}

asio::awaitable<std::optional<Error>> Connection::connect_tcp() {
  tcp::resolver resolver(io_);
  const auto [unresolved, found] = co_await resolver.async_resolve(
      settings_.address.host, std::to_string(settings_.address.port), kTuple);
  if (unresolved)
    co_return failure(ErrorCode::not_found, "the name is not resolved: " + unresolved.message());
  error_code last = asio::error::host_not_found;
  for (const auto& entry : found) {
    if (ended_) co_return failure(ErrorCode::timeout, "closed");
    error_code none;
    socket_.close(none);
    const auto [error] = co_await socket_.async_connect(entry.endpoint(), kTuple);
    last = error;
    if (error) continue;
    socket_.set_option(tcp::no_delay(true), none);
    co_return std::nullopt;
  }
  co_return failure(code_of(last), last.message());
}

asio::awaitable<std::optional<Error>> Connection::shake_hands() {
  cipher_ = std::make_unique<tls::CipherBuffer>(tls::kCipherBufferBytes);
  engine_ =
      tls::Engine::client(*settings_.tls, settings_.server_name.empty() ? settings_.address.host
                                                                        : settings_.server_name);
  input_.resize(kReadBytes + kPlainBytes);
  engine_->start(*cipher_);
  queue_cipher();
  while (engine_->state() == tls::EngineState::handshaking) {
    const auto [error, bytes] =
        co_await socket_.async_read_some(asio::buffer(input_.data(), kReadBytes), kTuple);
    if (error)
      co_return failure(code_of(error), "TLS handshake: " + text_of(error) +
                                            "; does the server speak TLS on this port?");
    if (!take_bytes({input_.data(), bytes})) break;
  }
  if (engine_->state() == tls::EngineState::failed)
    co_return failure(ErrorCode::refused, "TLS: " + std::string(engine_->failure()));
  co_return std::nullopt;
}

asio::awaitable<Error> Connection::receive() {
  input_.resize(kReadBytes + kPlainBytes);
  while (!ended_) {
    const auto [error, bytes] =
        co_await socket_.async_read_some(asio::buffer(input_.data(), kReadBytes), kTuple);
    if (error) co_return failure(code_of(error), text_of(error));
    if (!take_bytes({input_.data(), bytes}))
      co_return failure(ErrorCode::reset, "TLS: " + std::string(engine_->failure()));
    take_replies();
    if (!reader_.failure().empty())
      co_return failure(ErrorCode::invalid, "does not speak as Redis does: " + reader_.failure());
    if (engine_ != nullptr && engine_->state() == tls::EngineState::closed)
      co_return failure(ErrorCode::reset, "the server closed the connection");
  }
  co_return failure(ErrorCode::reset, "closed");
}

// False: TLS has failed.
bool Connection::take_bytes(std::string_view bytes) {
  if (engine_ == nullptr) {
    reader_.feed(bytes);
    return true;
  }
  const auto read =
      engine_->read(bytes, std::span(input_.data() + kReadBytes, kPlainBytes), *cipher_);
  queue_cipher();
  if (read.bytes != 0) reader_.feed({input_.data() + kReadBytes, read.bytes});
  return read.state != tls::EngineState::failed;
}

void Connection::take_replies() {
  while (!ended_) {
    auto reply = reader_.next();
    if (!reply) break;
    if (pending_.empty()) {
      if (const auto events = events_; events->pushed) events->pushed(std::move(*reply));
      continue;
    }
    const Then then = std::move(pending_.front().then);
    pending_.pop_front();
    then(std::move(*reply));
  }
  if (!ended_) arm();
}

void Connection::send(const Words& command, Instant deadline, Then then) {
  if (ended_ || queued_.size() + early_.size() > kQueuedBytesMax) {
    const Error error = ended_ ? failure(ErrorCode::unavailable, "closed")
                               : failure(ErrorCode::limit, "too much waits to be sent");
    asio::post(io_, [then = std::move(then), error] { then(error); });
    return;
  }
  pending_.push_back({deadline, std::move(then)});
  write(format(command));
  arm();
}

void Connection::send_unanswered(const Words& command) {
  if (!ended_ && queued_.size() <= kQueuedBytesMax) write(format(command));
}

void Connection::write(std::string_view plain) {
  if (!open_) {
    early_ += plain;
    return;
  }
  if (engine_ == nullptr) {
    queued_ += plain;
    return flush();
  }
  while (!plain.empty()) {
    const std::string_view piece = plain.substr(0, kEncryptBytes);
    if (!engine_->write(piece, *cipher_)) return;  // the reading side says why
    queue_cipher();
    plain.remove_prefix(piece.size());
  }
}

void Connection::queue_cipher() {
  queued_ += cipher_->view();
  cipher_->clear();
  flush();
}

void Connection::flush() {
  if (ended_ || !writing_.empty() || queued_.empty()) return;
  writing_.swap(queued_);
  asio::async_write(socket_, asio::buffer(writing_),
                    [self = shared_from_this()](error_code error, std::size_t /*bytes*/) {
                      self->writing_.clear();
                      if (!error) self->flush();  // else the reading side says why
                    });
}

// The timer stands at what has to happen next.
void Connection::arm() {
  if (ended_) return;
  Instant next = open_ ? Instant::max() : connect_deadline_;
  for (const Pending& waiting : pending_) next = std::min(next, waiting.deadline);
  if (next == Instant::max()) {
    timer_.cancel();
    return;
  }
  if (timer_.expiry() == next && next > steady_now()) return;
  timer_.expires_at(next);
  timer_.async_wait([self = weak_from_this()](error_code error) {
    const auto alive = self.lock();
    if (!error && alive) alive->timed_out();
  });
}

void Connection::timed_out() {
  if (ended_) return;
  if (!open_)
    return end(failure(ErrorCode::timeout,
                       engine_ == nullptr
                           ? "does not answer: no connection in time"
                           : "no TLS handshake in time; does it speak TLS on this port?"));
  for (const Pending& waiting : pending_)
    if (waiting.deadline <= steady_now())
      return end(failure(ErrorCode::timeout, "does not answer in time"));
  arm();
}

void Connection::close() {
  if (events_ != nullptr) events_->closed = nullptr;
  end(failure(ErrorCode::unavailable, "closed"));
}

void Connection::end(const Error& why) {
  if (ended_) return;
  ended_ = true;
  error_code none;
  socket_.close(none);
  timer_.cancel();
  // Whoever is told may let go of this connection.
  asio::post(io_, [pending = std::move(pending_), events = std::move(events_), why] {
    for (const Pending& waiting : pending) waiting.then(why);
    if (events != nullptr && events->closed) events->closed(why);
  });
  pending_.clear();
}

}  // namespace meridian::redis
