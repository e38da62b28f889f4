// transfer_client: one large body through the proxy, checked byte by byte.
//
//   transfer_client --target https://127.0.0.1:8443 --direction down --bytes 1000000000
//                   [--rest-ms 3000] [--rate 50000000] [--framing length|chunked] [--host NAME]
//
// down: reads /bytes/N (or /chunked/N) of bench/origin: after the first MiB it rests, then reads
//       `rate` bytes per second.
// up:   sends the pattern to /sink/MS/RATE, so that the origin is the slow reader, and compares the
//       checksum that the origin answers.
// Prints a JSON line with bytes and seconds. Exit 0 intact, 1 not, 2 usage.
#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

#include "arguments.hpp"
#include "client_socket.hpp"
#include "origin/pattern.hpp"
#include "response_reader.hpp"

namespace {

using namespace meridian::load;
using meridian::origin::Checksum;
using meridian::origin::pattern_piece;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kRestAfter = 1 << 20;
constexpr int kStallMax = 60'000;  // ms without a byte

struct Job {
  bool up = false;
  bool chunked = false;
  std::uint64_t bytes = 0;
  std::chrono::milliseconds rest{0};
  std::uint64_t rate = 0;  // bytes per second; 0: as fast as it goes
  std::string host;
};

class TransferClient {
 public:
  TransferClient(ClientSocket& socket, Job job) : socket_(socket), job_(std::move(job)) {}

  bool run() {
    for (;;) {
      const auto status = socket_.establish();
      if (status == ClientSocket::Status::moved) break;
      if (status == ClientSocket::Status::closed || !await(POLLIN | POLLOUT)) return false;
    }
    return send_all(head()) && (!job_.up || send_body()) && read_response();
  }

  std::uint64_t received() const { return received_; }

 private:
  bool await(short events) const {
    pollfd entry{socket_.descriptor(), events, 0};
    return ::poll(&entry, 1, kStallMax) == 1;
  }

  std::string head() const {
    const std::string bytes = std::to_string(job_.bytes);
    if (!job_.up) {
      return "GET " + ((job_.chunked ? "/chunked/" : "/bytes/") + bytes) +
             " HTTP/1.1\r\nHost: " + job_.host + "\r\n\r\n";
    }
    return "POST /sink/" + std::to_string(job_.rest.count()) + "/" + std::to_string(job_.rate) +
           " HTTP/1.1\r\nHost: " + job_.host + "\r\n" +
           (job_.chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + bytes) + "\r\n\r\n";
  }

  bool send_all(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = socket_.write(bytes);
      if (sent.status == ClientSocket::Status::closed) return false;
      if (sent.status == ClientSocket::Status::blocked && !await(POLLOUT)) return false;
      bytes.remove_prefix(sent.bytes);
    }
    return true;
  }

  bool send_body() {
    for (std::uint64_t at = 0; at < job_.bytes;) {
      const auto length = static_cast<std::size_t>(
          std::min<std::uint64_t>(meridian::origin::kPatternPieceMax, job_.bytes - at));
      const std::string_view piece = pattern_piece(at, length);
      checksum_.add(piece);
      at += length;
      std::array<char, 24> size{};
      std::snprintf(size.data(), size.size(), "%zx\r\n", length);
      const bool good = job_.chunked ? send_all(size.data()) && send_all(piece) && send_all("\r\n")
                                     : send_all(piece);
      if (!good) return false;
    }
    return !job_.chunked || send_all("0\r\n\r\n");
  }

  bool read_response() {
    std::array<char, 256 * 1024> buffer;
    std::string input;
    reader_.start();
    for (;;) {
      pace();
      const auto got = socket_.read(buffer.data(), buffer.size());
      if (got.status == ClientSocket::Status::closed) return false;
      if (got.status == ClientSocket::Status::blocked && !await(POLLIN)) return false;
      input.append(buffer.data(), got.bytes);
      const ResponseReader::Step step = take(input);
      if (step == ResponseReader::Step::done) return intact();
      if (step == ResponseReader::Step::bad) return false;
    }
  }

  ResponseReader::Step take(std::string& input) {
    std::string_view left(input);
    std::string_view piece;
    for (;;) {
      const ResponseReader::Step step = reader_.next(left, piece);
      if (step == ResponseReader::Step::head) continue;
      if (step == ResponseReader::Step::body && take_piece(piece)) continue;
      input.erase(0, input.size() - left.size());
      return step == ResponseReader::Step::body ? ResponseReader::Step::bad : step;
    }
  }

  bool take_piece(std::string_view piece) {
    if (job_.up) {
      answer_ += piece;
      return answer_.size() < 4096;
    }
    while (!piece.empty()) {
      const std::size_t length = std::min(piece.size(), meridian::origin::kPatternPieceMax);
      if (pattern_piece(received_, length) != piece.substr(0, length)) return false;
      piece.remove_prefix(length);
      received_ += length;
    }
    return true;
  }

  // The slow reader: a rest after the first MiB, from then on a rate.
  void pace() {
    if (job_.up || received_ < kRestAfter) return;
    if (paced_since_ == Clock::time_point{}) {
      paced_since_ = Clock::now() + job_.rest;
      std::this_thread::sleep_until(paced_since_);
    }
    if (job_.rate == 0) return;
    const std::chrono::duration<double> due(static_cast<double>(received_ - kRestAfter) /
                                            static_cast<double>(job_.rate));
    std::this_thread::sleep_until(paced_since_ + std::chrono::duration_cast<Clock::duration>(due));
  }

  bool intact() {
    if (reader_.response().status != 200) return false;
    if (!job_.up) return received_ == job_.bytes;
    std::array<char, 96> wanted{};
    std::snprintf(wanted.data(), wanted.size(), "{\"bytes\":%llu,\"checksum\":\"%016llx\"}\n",
                  static_cast<unsigned long long>(job_.bytes),
                  static_cast<unsigned long long>(checksum_.value()));
    received_ = job_.bytes;
    return answer_ == wanted.data();
  }

  ClientSocket& socket_;
  Job job_;
  ResponseReader reader_;
  Checksum checksum_;
  std::string answer_;
  std::uint64_t received_ = 0;
  Clock::time_point paced_since_;
};

}  // namespace

int main(int count, char** values) {
  const auto arguments = Arguments::parse(
      count, values, "--target --host --direction --bytes --rest-ms --rate --framing");
  const auto target = arguments ? arguments->target() : std::nullopt;
  if (!target) {
    std::fputs("usage: transfer_client --target URL --direction up|down --bytes N [...]\n", stderr);
    return 2;
  }
  Job job;
  job.up = arguments->text("--direction", "down") == "up";
  job.chunked = arguments->text("--framing", "length") == "chunked";
  job.bytes = arguments->number("--bytes", 1'000'000'000);
  job.rest = std::chrono::milliseconds(arguments->number("--rest-ms", 0));
  job.rate = arguments->number("--rate", 0);
  job.host = target->host;
  SSL_CTX* context = make_client_context();
  ClientSocket socket(*target, context);
  const Clock::time_point start = Clock::now();
  TransferClient client(socket, job);
  const bool good = socket.open() && client.run();
  std::printf("{\"intact\":%s,\"bytes\":%llu,\"seconds\":%.3f}\n", good ? "true" : "false",
              static_cast<unsigned long long>(client.received()),
              std::chrono::duration<double>(Clock::now() - start).count());
  return good ? 0 : 1;
}
