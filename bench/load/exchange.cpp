#include "exchange.hpp"

#include <array>
#include <utility>

namespace meridian::load {

void Exchange::begin(std::string request) {
  request_ = std::move(request);
  sent_ = 0;
  has_request_ = true;
  begun_ = Clock::now();
  reader_.start();
  if (state_ == State::idle) state_ = State::busy;
}

bool Exchange::fail() {
  broke_idle_ = state_ == State::idle;
  state_ = State::failed;
  return true;
}

bool Exchange::drive() {
  if (state_ == State::connecting) {
    const ClientSocket::Status status = socket_.establish();
    if (status == ClientSocket::Status::closed) return fail();
    if (status == ClientSocket::Status::blocked) return false;
    state_ = has_request_ ? State::busy : State::idle;
    if (!has_request_) return true;
  }
  if (state_ == State::failed) return false;
  if (state_ == State::busy && sent_ < request_.size() && !send_request()) return fail();
  return read_response();
}

bool Exchange::send_request() {
  const auto sent = socket_.write(std::string_view(request_).substr(sent_));
  if (sent.status == ClientSocket::Status::closed) return false;
  sent_ += sent.bytes;
  return true;
}

bool Exchange::read_response() {
  std::array<char, 16 * 1024> buffer;
  for (;;) {
    const auto got = socket_.read(buffer.data(), buffer.size());
    if (got.status == ClientSocket::Status::blocked) return false;
    if (got.status == ClientSocket::Status::closed) return fail();
    if (state_ != State::busy) return fail();  // bytes that nobody asked for
    input_.append(buffer.data(), got.bytes);
    if (consume()) return true;
  }
}

bool Exchange::consume() {
  std::string_view left(input_);
  std::string_view piece;
  ResponseReader::Step step;
  do {
    step = reader_.next(left, piece);
  } while (step == ResponseReader::Step::head || step == ResponseReader::Step::body);
  input_.erase(0, input_.size() - left.size());
  if (step == ResponseReader::Step::more) return false;
  if (step == ResponseReader::Step::bad) return fail();
  has_request_ = false;
  state_ = State::idle;
  return true;
}

std::string get_request(std::string_view host, std::string_view path, std::string_view client) {
  std::string out = "GET ";
  out.append(path).append(" HTTP/1.1\r\nHost: ").append(host).append("\r\n");
  if (!client.empty()) out.append("X-Forwarded-For: ").append(client).append("\r\n");
  return out + "\r\n";
}

}  // namespace meridian::load
