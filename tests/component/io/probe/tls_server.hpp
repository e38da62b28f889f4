// An HTTPS origin on a thread of its own: answers every request with 200 and closes.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <mutex>
#include <string>
#include <thread>

#include "tests/support/test_certificates.hpp"

namespace meridian::probe {

class TlsServer {
 public:
  // `close_notify` false: the body has no length and ends without TLS's own end.
  explicit TlsServer(const testing::Issued& identity, bool close_notify = true);
  ~TlsServer();
  std::uint16_t port() const { return port_; }
  std::string last_server_name() const;  // SNI of the last handshake

 private:
  void serve();
  void answer(boost::asio::ip::tcp::socket socket);

  boost::asio::io_context io_;
  boost::asio::ssl::context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_;
  bool close_notify_;
  mutable std::mutex mutex_;
  std::string last_server_name_;
  std::atomic<bool> stopped_{false};
  std::thread thread_;
};

}  // namespace meridian::probe
