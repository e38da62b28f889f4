// One client connection that performs one request at a time: connect, handshake, send, read to the
// end. Driven by readiness; owned by the client program's table.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "client_socket.hpp"
#include "response_reader.hpp"

namespace meridian::load {

class Exchange {
 public:
  enum class State {
    connecting,
    idle,  // connected, nothing under way
    busy,
    failed,  // broke while connecting, busy or idle; see broke_idle()
  };
  using Clock = std::chrono::system_clock;  // comparable with what other programs log

  Exchange(const Target& target, SSL_CTX* context) : socket_(target, context) {}

  int descriptor() const { return socket_.descriptor(); }
  State state() const { return state_; }
  bool broke_idle() const { return broke_idle_; }
  // idle or connecting -> the request leaves as soon as it can.
  void begin(std::string request);
  // Call after begin() and on readiness, until it returns false: readiness is edge-triggered.
  // True: connected without a request, or a response is complete, or the connection failed.
  bool drive();

  const Response& response() const { return reader_.response(); }
  Clock::time_point begun() const { return begun_; }
  bool has_request() const { return has_request_; }

 private:
  bool fail();
  bool send_request();
  bool read_response();
  bool consume();

  ClientSocket socket_;
  State state_ = State::connecting;
  bool has_request_ = false;
  bool broke_idle_ = false;
  std::string request_;
  std::size_t sent_ = 0;
  std::string input_;
  ResponseReader reader_;
  Clock::time_point begun_;
};

// GET with Host and, where not empty, X-Forwarded-For.
std::string get_request(std::string_view host, std::string_view path, std::string_view client);

}  // namespace meridian::load
