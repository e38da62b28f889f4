// What an Exchange has of its client: one request and its response, on a connection of HTTP/1.1
// (the Session itself) or as a stream of HTTP/2. Both speak HTTP/1.1 with the exchange, so that
// everything behind this is written once: bytes that follow a head come in its framing, and what is
// written is a head of HTTP/1.1 and, to HTTP/2, content without framing. What belongs to the
// connection (peer, TLS, listener) is the session's. One thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "meridian/core/http/field.hpp"
#include "meridian/io/net/connection.hpp"
#include "meridian/io/net/deadline_wheel.hpp"

namespace meridian::proxy {

class Session;

class ClientStream : public net::Deadline {
 public:
  ClientStream(Session& session, http::Version version) : session_(session), version_(version) {}

  Session& session() const { return session_; }
  // http1_1 for all of HTTP/1: the head says which.
  http::Version version() const { return version_; }

  virtual void resume() = 0;  // more is to be done than the last turn could
  virtual bool closed() const = 0;
  virtual void arm(Instant due) = 0;

  // What the client sent behind the head, left over or new.
  virtual net::Connection::Input input() = 0;
  virtual void unread(std::string_view bytes) = 0;  // at most once for each input()
  virtual std::string_view waiting() const = 0;     // what came together with the head

  virtual bool failed() const = 0;       // nothing reaches the client any more
  virtual bool has_backlog() const = 0;  // back-pressure: write nothing now
  // A whole head, final or interim, perhaps with content behind it, and content.
  virtual net::WriteState write_head(std::string_view head, std::string_view body) = 0;
  virtual net::WriteState write(std::string_view bytes) = 0;
  // "name: value\r\n" lines behind the body. Only to HTTP/2: else they are part of the framing.
  virtual void write_trailers(std::string_view lines) = 0;
  virtual void finish_writing() = 0;  // of a tunnel

  enum class After : std::uint8_t {
    next_request,
    linger,  // the response says close, the request was not read to its end
    close,   // in order
    abort,   // visibly broken: reset
  };
  virtual void exchange_ended(After after) = 0;

 protected:
  ~ClientStream() override = default;

 private:
  Session& session_;
  http::Version version_;
};

}  // namespace meridian::proxy
