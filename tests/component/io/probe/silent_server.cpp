#include "silent_server.hpp"

namespace meridian::probe {

SilentServer::SilentServer() : acceptor_(io_, {boost::asio::ip::address_v4::loopback(), 0}) {}

}  // namespace meridian::probe
