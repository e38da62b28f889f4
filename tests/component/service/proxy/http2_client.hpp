// A blocking client of HTTP/2 by prior knowledge: frames in, answers out.
#pragma once

#include <string>
#include <string_view>

#include "edge.hpp"
#include "eventually.hpp"
#include "raw_client.hpp"
#include "scripted_origin.hpp"
#include "tests/support/h2_peer.hpp"

namespace meridian::proxy::test {

class Http2Client {
 public:
  explicit Http2Client(std::uint16_t port, std::string_view settings = {}) : socket(port) {
    socket.send(meridian::test::H2Peer::preface(settings) + meridian::test::H2Peer::settings_ack());
  }
  void send(std::string_view bytes) { socket.send(bytes); }
  // Reads until it holds; false: the connection ended before.
  template <class Condition>
  bool until(Condition holds) {
    while (!holds()) {
      const std::string bytes = socket.receive_some();
      if (bytes.empty()) return false;
      peer.receive(bytes);
    }
    return true;
  }
  // The whole response, or what there was when its stream or the connection ended.
  meridian::test::H2Response& receive(std::uint32_t stream) {
    until([&] { return peer.response(stream).ended || peer.response(stream).reset; });
    return peer.response(stream);
  }
  meridian::test::H2Response& get(std::uint32_t stream, const std::string& path = "/",
                                  const meridian::test::H2Fields& more = {}) {
    send(peer.get(stream, path, more));
    return receive(stream);
  }
  bool ends() {
    return !until([] { return false; });
  }

  meridian::test::RawClient socket;
  meridian::test::H2Peer peer;
};

// A listener that offers HTTP/2, in front of these regions.
inline std::string http2_config(const std::vector<std::pair<std::string, std::uint16_t>>& regions,
                                const std::string& more = "") {
  return replaced(config_for(regions, more), "protocol: http",
                  "protocol: http, alpn: [h2, http/1.1]");
}

// An origin that answers with the request line and the body it got.
inline meridian::test::ScriptedOrigin::Reply told_back(
    const meridian::test::ScriptedOrigin::Request& request) {
  return meridian::test::ScriptedOrigin::ok(request.head.substr(0, request.head.find("\r\n")) +
                                            request.body);
}

inline std::uint64_t faults(Edge& edge, http2::Fault fault) {
  return edge.metrics().http2_faults[static_cast<std::size_t>(fault)].value();
}

}  // namespace meridian::proxy::test
