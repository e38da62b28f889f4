#include "tls_server.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace meridian::probe {

namespace asio = boost::asio;
using boost::system::error_code;

TlsServer::TlsServer(const testing::Issued& identity, bool close_notify)
    : context_(asio::ssl::context::tls_server),
      acceptor_(io_, {asio::ip::address_v4::loopback(), 0}),
      port_(acceptor_.local_endpoint().port()),
      close_notify_(close_notify) {
  context_.use_certificate_chain(asio::buffer(identity.certificate));
  context_.use_private_key(asio::buffer(identity.key), asio::ssl::context::pem);
  thread_ = std::thread([this] { serve(); });
}

// A connection of our own ends the accept.
TlsServer::~TlsServer() {
  stopped_ = true;
  asio::io_context io;
  asio::ip::tcp::socket last(io);
  error_code ignored;
  last.connect({asio::ip::address_v4::loopback(), port_}, ignored);
  thread_.join();
}

std::string TlsServer::last_server_name() const {
  const std::lock_guard lock(mutex_);
  return last_server_name_;
}

void TlsServer::serve() {
  while (true) {
    error_code error;
    asio::ip::tcp::socket socket(io_);
    acceptor_.accept(socket, error);
    if (stopped_) return;
    if (!error) answer(std::move(socket));
  }
}

void TlsServer::answer(asio::ip::tcp::socket socket) {
  error_code error;
  asio::ssl::stream<asio::ip::tcp::socket> stream(std::move(socket), context_);
  stream.handshake(asio::ssl::stream_base::server, error);
  if (error) return;
  const char* name = SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name);
  {
    const std::lock_guard lock(mutex_);
    last_server_name_ = name == nullptr ? "" : name;
  }
  std::string request;
  asio::read_until(stream, asio::dynamic_buffer(request), "\r\n\r\n", error);
  if (error) return;
  const std::string head = "HTTP/1.1 200 OK\r\n";
  const std::string rest = close_notify_ ? "Content-Length: 2\r\n\r\nok" : "\r\nok";
  asio::write(stream, asio::buffer(head + rest), error);
  if (close_notify_) stream.shutdown(error);
}

}  // namespace meridian::probe
