// origin: a small HTTP/1.1 server that stands for a region in demo, scenarios and benches.
#include <openssl/ssl.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>

#include "announce.hpp"
#include "options.hpp"
#include "server.hpp"
#include "transport.hpp"

namespace {

// Debian's soft limit of open files is 1024; the hard one is there to be used.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Exit codes as the proxy's: 2 usage or bad files, 3 cannot bind.
int serve(const meridian::origin::Options& options) {
  namespace origin = meridian::origin;
  SSL_CTX* context = nullptr;
  if (!options.certificate.empty()) {
    context = origin::make_server_context(options.certificate.c_str(), options.key.c_str());
    if (context == nullptr) return 2;
  }
  origin::Facts facts;
  facts.delay = options.delay;
  origin::Server server(std::move(facts), context);
  for (const origin::Listen& listen : options.listen) {
    const std::string& region = listen.region.empty() ? options.region : listen.region;
    if (!server.listen(listen.endpoint, region)) return 3;
  }
  if (!options.announce.empty() &&
      !origin::write_announce(options.announce, options.region, server.listening())) {
    std::fprintf(stderr, "origin: cannot write %s\n", options.announce.c_str());
    return 3;
  }
  server.run();
}

}  // namespace

int main(int count, char** arguments) {
  const auto options = meridian::origin::parse_options(count, arguments);
  if (!options) {
    std::fputs(meridian::origin::kUsage, stderr);
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  return serve(*options);
}
