// attack_client: many connections that ask for little and cost much, each doing one small thing in
// turn, so that the whole load is even.
//
//   attack_client --target https://127.0.0.1:8443 --attack NAME --connections 2000 --seconds 5
//                 [--every-ms 1000] [--host NAME] [--path /bytes/1000000000]
//
//   slow_heads     a request head that never ends, one byte in each turn
//   header_bombs   a request head of 16 KiB that never ends, all of it at once
//   tiny_chunks    a body that never ends, in chunks of one byte, one in each turn
//   slow_readers   asks for PATH and reads 1 KiB in each turn
//   half_open      nothing at all: with --target http://.. at a TLS port, a handshake that never
//   begins slow_hellos    likewise, the hello of a handshake, one byte in each turn
//
// Every connection has its turn once in --every-ms. One that the proxy ends is opened again in its
// next turn. Prints a JSON line at the end. Exit 0 when all connections were open once; 1 when not;
// 2 usage.
#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arguments.hpp"
#include "client_socket.hpp"

namespace {

using namespace meridian::load;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kSliceMs = 10;
constexpr std::size_t kBombBytes = 16 * 1024;
constexpr std::size_t kSipBytes = 1024;

struct Attack {
  std::string first;       // sent once
  std::string_view again;  // sent in every later turn
  bool reads_slowly = false;
};

std::optional<Attack> attack_of(const std::string& name, const Target& target,
                                const std::string& path) {
  const std::string host = " HTTP/1.1\r\nHost: " + target.host + "\r\n";
  if (name == "slow_heads") return Attack{"GET /small" + host + "X-Slow: ", "a"};
  if (name == "header_bombs")
    return Attack{"GET /small" + host + "X-Bomb: " + std::string(kBombBytes, 'b'), ""};
  if (name == "tiny_chunks")
    return Attack{"POST /sink" + host + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nc\r\n"};
  if (name == "half_open") return Attack{"", ""};
  // A record of 512 bytes with a client hello of almost as many.
  if (name == "slow_hellos")
    return Attack{std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9), "\x03"};
  if (name == "slow_readers") return Attack{"GET " + path + host + "\r\n", "", true};
  return std::nullopt;
}

struct Totals {
  std::size_t opened = 0;  // connections that were established
  std::size_t ended = 0;   // by the proxy
  std::size_t sent = 0;
  std::size_t received = 0;
};

class Attacker {
 public:
  Attacker(const Target& target, SSL_CTX* context, const Attack& attack, Totals& totals)
      : target_(target), context_(context), attack_(attack), totals_(totals) {}

  void take_turn() {
    if (socket_ == nullptr) {
      socket_ = std::make_unique<ClientSocket>(target_, context_);
      established_ = false;
      first_sent_ = 0;
    }
    if (!established_ && !establish()) return;
    if (!say() || !listen()) end();
  }
  bool was_open() const { return was_open_; }

 private:
  using Status = ClientSocket::Status;

  bool establish() {
    const Status status = socket_->establish();
    if (status == Status::closed) end();
    if (status != Status::moved) return false;
    established_ = was_open_ = true;
    ++totals_.opened;
    return true;
  }

  // False: the connection is no more.
  bool say() {
    const bool first = first_sent_ < attack_.first.size();
    const std::string_view bytes =
        first ? std::string_view(attack_.first).substr(first_sent_) : attack_.again;
    if (bytes.empty()) return true;
    const auto written = socket_->write(bytes);
    if (first) first_sent_ += written.bytes;
    totals_.sent += written.bytes;
    return written.status != Status::closed;
  }

  bool listen() {
    char buffer[kSipBytes];
    const auto taken = socket_->read(buffer, sizeof buffer);
    totals_.received += taken.bytes;
    // An answer to an attack that never asked completely is the end of it.
    return taken.status != Status::closed && (attack_.reads_slowly || taken.bytes == 0);
  }

  void end() {
    ++totals_.ended;
    socket_.reset();
  }

  const Target& target_;
  SSL_CTX* context_;
  const Attack& attack_;
  Totals& totals_;
  std::unique_ptr<ClientSocket> socket_;
  std::size_t first_sent_ = 0;
  bool established_ = false;
  bool was_open_ = false;
};

// Everyone's turn once in `every`, in slices of kSliceMs.
void attack_for(std::vector<Attacker>& attackers, milliseconds length, milliseconds every) {
  const auto begun = Clock::now();
  const auto slices = std::max<std::size_t>(1, static_cast<std::size_t>(every.count()) / kSliceMs);
  for (std::size_t slice = 0; Clock::now() - begun < length; slice = (slice + 1) % slices) {
    const std::size_t from = attackers.size() * slice / slices;
    const std::size_t to = attackers.size() * (slice + 1) / slices;
    for (std::size_t i = from; i < to; ++i) attackers[i].take_turn();
    ::poll(nullptr, 0, kSliceMs);
  }
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int count, char** values) {
  const auto arguments = Arguments::parse(
      count, values, "--target --host --path --attack --connections --seconds --every-ms");
  const auto target = arguments ? arguments->target() : std::nullopt;
  const auto attack = target ? attack_of(arguments->text("--attack", ""), *target,
                                         arguments->text("--path", "/bytes/1000000000"))
                             : std::nullopt;
  if (!attack) {
    std::fputs("usage: attack_client --target URL --attack NAME --connections N [...]\n", stderr);
    return 2;
  }
  raise_descriptor_limit();
  Totals totals;
  std::vector<Attacker> attackers;
  SSL_CTX* const context = make_client_context();
  const std::size_t size = arguments->number("--connections", 100);
  for (std::size_t i = 0; i < size; ++i) attackers.emplace_back(*target, context, *attack, totals);
  attack_for(attackers, std::chrono::seconds(arguments->number("--seconds", 5)),
             milliseconds(arguments->number("--every-ms", 1000)));
  const auto open = static_cast<std::size_t>(std::count_if(
      attackers.begin(), attackers.end(), [](const Attacker& one) { return one.was_open(); }));
  std::printf("{\"connections\":%zu,\"opened\":%zu,\"ended\":%zu,\"sent\":%zu,\"received\":%zu}\n",
              open, totals.opened, totals.ended, totals.sent, totals.received);
  return open == size ? 0 : 1;
}
