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

// One socket for each worker; port 0 is decided by the first.
Result<bool> open_bind(IpEndpoint endpoint, ListeningSockets& opened) {
  for (auto& worker : opened.sockets.back()) {
    auto fd = net::listen_on(endpoint);
    if (fd.has_error()) return fd.error();
    endpoint = net::local_endpoint(*fd);
    worker.push_back(*fd);
  }
  opened.bound.back().push_back(endpoint);
  return true;
}

}  // namespace

Result<ListeningSockets> open_listeners(const std::vector<config::Listener>& listeners,
                                        std::size_t workers) {
  ListeningSockets opened;
  for (const config::Listener& listener : listeners) {
    opened.sockets.emplace_back(workers);
    opened.bound.emplace_back();
    for (const IpEndpoint& endpoint : listener.bind) {
      const auto done = open_bind(endpoint, opened);
      if (!done.has_error()) continue;
      close_all(opened);
      Error error = done.error();
      error.context = "listener " + listener.name + ": " + error.context;
      return error;
    }
  }
  return opened;
}

}  // namespace meridian::app
