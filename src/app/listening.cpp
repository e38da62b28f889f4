#include "app/listening.hpp"

#include <unistd.h>

#include "meridian/io/net/socket.hpp"

namespace meridian::app {

namespace {

void close_all(const ListeningSockets& opened) {
  for (const auto& listener : opened.sockets)
    for (const auto& worker : listener)
      for (const int fd : worker) ::close(fd);
}

}  // namespace

Result<ListeningSockets> open_listeners(const std::vector<config::Listener>& listeners,
                                        std::size_t workers) {
  ListeningSockets opened;
  for (const config::Listener& listener : listeners) {
    opened.sockets.emplace_back(workers);
    opened.bound.emplace_back();
    for (IpEndpoint endpoint : listener.bind) {
      for (std::size_t worker = 0; worker < workers; ++worker) {
        auto fd = net::listen_on(endpoint);
        if (fd.has_error()) {
          close_all(opened);
          Error error = fd.error();
          error.context = "listener " + listener.name + ": " + error.context;
          return error;
        }
        endpoint = net::local_endpoint(*fd);  // port 0 is decided by the first worker's socket
        opened.sockets.back()[worker].push_back(*fd);
      }
      opened.bound.back().push_back(endpoint);
    }
  }
  return opened;
}

}  // namespace meridian::app
