// A stream of HTTP/2 as its exchange sees it.
#include "service/proxy/http2_session.hpp"

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/text.hpp"
#include "meridian/core/http2/stream.hpp"
#include "meridian/io/tls/websocket_accept.hpp"
#include "service/proxy/exchange.hpp"

namespace meridian::proxy {

using net::ReadState;
using net::WriteState;

Http2Stream::Http2Stream(WorkerCore& worker, Http2Session& connection, Session& session)
    : ClientStream(session, http::Version::http2), worker_(worker), connection_(connection) {}

Http2Stream::~Http2Stream() {
  worker_.forget(*this);
}

void Http2Stream::begin(http2::Stream& stream) {
  stream.user = this;
  stream_ = &stream;
  pending_.clear();
  trailers_.clear();
  exchange_ = worker_.take_exchange();
  if (stream.violation() != http::Violation::none)
    exchange_->refuse_head(*this, stream.violation(), stream.violation_status());
  else
    exchange_->begin(*this, stream.head());
}

void Http2Stream::on_news() {
  if (exchange_ != nullptr) exchange_->on_client();
}

void Http2Stream::on_deadline() {
  if (exchange_ != nullptr) exchange_->on_deadline();
}

void Http2Stream::begin_drain() {
  exchange_->begin_drain();
}

void Http2Stream::abandon() {
  exchange_->abandon();
}

net::Connection::Input Http2Stream::input() {
  if (!pending_.empty()) {
    taken_.swap(pending_);
    pending_.clear();
    return {ReadState::data, taken_};
  }
  if (failed()) return {ReadState::failed, {}};
  if (!stream_->has_input())
    return {stream_->input_ended() ? ReadState::end : ReadState::blocked, {}};
  connection_.flush_later();  // credit for the client
  const std::string_view bytes = connection_.machine().take_input(*stream_);
  if (bytes.empty()) return {stream_->input_ended() ? ReadState::end : ReadState::blocked, {}};
  return {ReadState::data, bytes};
}

void Http2Stream::unread(std::string_view bytes) {
  MERIDIAN_CHECK(pending_.empty());
  pending_.assign(bytes);
}

bool Http2Stream::failed() const {
  return stream_->is_reset() || connection_.ended_ || connection_.connection().failed();
}

// False: the upstream switches protocols without having understood what was asked.
bool Http2Stream::accepts_websocket(std::string_view head) const {
  const std::string& key = stream_->websocket_key();
  if (key.empty() || !head.starts_with("HTTP/1.1 101")) return true;
  constexpr std::string_view kName = "sec-websocket-accept: ";
  const std::string expected = tls::websocket_accept(key);
  for (std::size_t at = head.find("\r\n"); at != head.npos; at = head.find("\r\n", at + 2)) {
    const std::string_view line = head.substr(at + 2);
    if (equals_ignoring_case(line.substr(0, kName.size()), kName))
      return line.substr(kName.size()).starts_with(expected + "\r\n");
  }
  return false;
}

WriteState Http2Stream::write_head(std::string_view head, std::string_view body) {
  if (failed() || !accepts_websocket(head)) return WriteState::failed;
  connection_.machine().send_head(*stream_, head);
  return write(body);
}

WriteState Http2Stream::write(std::string_view bytes) {
  if (failed()) return WriteState::failed;
  connection_.machine().send(*stream_, bytes);
  connection_.flush_later();
  return has_backlog() ? WriteState::backlogged : WriteState::sent;
}

void Http2Stream::finish_writing() {
  connection_.machine().finish(*stream_);
  connection_.flush_later();
}

void Http2Stream::exchange_ended(After after) {
  worker_.wheel.cancel(*this);
  worker_.give_back(std::move(exchange_));
  http2::Stream& stream = *std::exchange(stream_, nullptr);
  if (after == After::abort)
    connection_.machine().reset(stream);
  else
    connection_.machine().end(stream, trailers_);
  connection_.flush_later();
}

}  // namespace meridian::proxy
