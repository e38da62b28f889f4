// One request and its response on their way through the edge, as a pure machine: bytes of either
// side in, bytes for the other side out. It knows where each message ends, when HTTP ends (the
// tunnel behind a 101) and what may follow on either connection. Sockets, time, routing and retries
// are the caller's. Views in its results lie in the caller's input or scratch, or in the machine
// until it is called again.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "meridian/core/http/admission.hpp"
#include "meridian/core/http/body.hpp"
#include "meridian/core/http/head.hpp"

namespace meridian::http {

struct ResponseStep {
  enum class Event : std::uint8_t {
    more,      // nothing to send yet
    interim,   // `head` is a 1xx; it may be left out
    started,   // `head` begins the final response, `body` follows it
    switched,  // `head` is the 101, `body` the first bytes of the tunnel
    body,      // `body` continues the response or the tunnel
    refused,   // for `violation`; without one: cut short (F7)
  };
  Event event = Event::more;
  std::size_t consumed = 0;  // of the input; what is left belongs to no message (F9) or the next
  std::string_view head;
  std::string_view body;
  Violation violation = Violation::none;
};

class ExchangeRelay {
 public:
  // What the edge says in the heads it passes on, and its bound on them.
  struct Facts {
    std::string_view edge_id;
    std::string_view request_id;
    std::string_view date;
    std::size_t head_bytes_max = limits::kHeadBytesMax;
    bool draining = false;   // the client connection ends after this response
    std::string_view extra;  // complete "name: value\r\n" lines for the final head or the 101
    std::string_view hsts;   // such a line for the final head, see ResponseFacts
  };
  // `head` must have room for twice a head, `body` for the input and kRelayScratchExtra.
  struct Scratch {
    ResponseHead& parsed;
    Output& head;
    Output& body;
  };

  void begin(const RequestVerdict& verdict, Method method, Version client_version);
  // Another upstream is asked: what the last one said is forgotten, the request's body goes on.
  void begin_attempt();

  // What is wrong with body bytes that came together with the head: told before anything is sent.
  Violation violation_in(std::string_view waiting) const;
  // Bytes of the client behind the head, for the upstream. In a tunnel all of them.
  BodyRelay::Step request(std::string_view in, Output& scratch);
  // Whether request() is to be called: the body is not complete, or it is a tunnel.
  bool wants_request() const { return tunnel_ || !request_complete_; }
  bool request_complete() const { return request_complete_; }

  // Bytes of the upstream, for the client. Call again while input is left and nothing was refused
  // and the response is not complete. The input may be written to (H2).
  ResponseStep response(std::span<char> in, const Facts& facts, Scratch scratch);
  // The upstream ended its side in order, before or inside the response.
  ResponseStep upstream_ended(Output& scratch);

  bool answered() const { return answered_; }  // the final head, or a 101, was taken
  std::uint16_t status() const { return status_; }
  bool response_complete() const;
  bool is_tunnel() const { return tunnel_; }
  // What came behind the body of a complete response that goes on as content only to HTTP/2, as
  // "name: value\r\n" lines. Elsewhere trailers are part of the framing.
  std::string_view response_trailers() const;
  // Of a complete exchange: whether the connections may carry another one.
  bool upstream_reusable() const;
  bool client_reusable() const { return client_persistent_; }

  std::uint64_t request_content_bytes() const;
  std::uint64_t response_content_bytes() const;

 private:
  ResponseStep take_head(std::span<char> in, const Facts& facts, Scratch scratch);
  ResponseStep pass_interim(const Facts& facts, Scratch scratch);
  ResponseStep switch_protocols(std::string_view rest, const Facts& facts, Scratch scratch);
  ResponseStep start_response(std::string_view rest, const Facts& facts, Scratch scratch);
  ResponseStep relay_body(std::string_view in, Output& scratch);
  OutFraming out_framing(const Framing& framing) const;

  RequestVerdict verdict_;
  BodyRelay request_body_;
  BodyRelay response_body_;
  std::string partial_;  // of a response head
  std::string joined_;   // what was partial, with the rest
  std::size_t scanned_ = 0;
  std::uint64_t tunnel_in_ = 0;
  std::uint64_t tunnel_out_ = 0;
  std::uint16_t status_ = 0;
  std::uint8_t interim_count_ = 0;
  Method method_ = Method::other;
  Version client_version_ = Version::http1_1;
  bool request_complete_ = true;
  bool answered_ = false;
  bool tunnel_ = false;
  bool upstream_persistent_ = false;
  bool client_persistent_ = false;
};

}  // namespace meridian::http
