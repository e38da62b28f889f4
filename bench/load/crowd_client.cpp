// crowd_client: many connections at once, a few of them busy.
//
//   crowd_client --target https://127.0.0.1:8443 --idle 9000 --active 2000 --rounds 5
//                [--host NAME] [--path /small]
//
// Prints a JSON line at the end of each phase:
//   opened   every connection is up and has had one answer
//   active   the active ones have had `rounds` more answers each, all of them at the same time
//   idle     the idle ones have had one more answer each, 64 at a time
// Exit 0: every request was answered with 200 and no connection broke; 1 otherwise; 2 usage.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "exchange_set.hpp"

namespace {

using namespace meridian::load;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kWindow = 64;  // handshakes, or requests of idle ones, under way at once
constexpr std::chrono::seconds kProgressMax{30};

class Crowd {
 public:
  Crowd(const Target& target, std::string request)
      : request_(std::move(request)),
        set_(target, [this](Exchange& exchange) { arrived(exchange); }) {}

  bool open(std::size_t count) {
    expected_ = count;
    return advance("opened", [this, count] {
      while (begun_ < count && begun_ - done_ < kWindow) {
        ++begun_;
        if (Exchange* exchange = set_.add(request_)) {
          members_.push_back(exchange);
        } else {
          ++errors_;
          ++done_;
        }
      }
    });
  }

  // The active ones, [0, count): each asks `rounds` more times, all of them at the same time.
  bool ask_together(std::size_t count, std::uint64_t rounds) {
    for (std::uint64_t round = 0; round < rounds && errors_ == 0; ++round) {
      expected_ = count;
      done_ = 0;
      for (std::size_t i = 0; i < count; ++i) set_.begin(*members_[i], request_);
      if (!wait()) break;
    }
    return report("active", count * rounds);
  }

  // The idle ones, [first, last): each asks once more, a few at a time.
  bool ask_in_turn(std::size_t first, std::size_t last) {
    expected_ = last - first;
    begun_ = done_ = 0;
    return advance("idle", [this, first] {
      while (begun_ < expected_ && begun_ - done_ < kWindow) {
        set_.begin(*members_[first + begun_++], request_);
      }
    });
  }

 private:
  template <class Begin>
  bool advance(const char* phase, Begin begin) {
    Clock::time_point last_progress = Clock::now();
    while (done_ < expected_ && Clock::now() - last_progress < kProgressMax) {
      const std::size_t before = done_;
      begin();
      set_.poll(std::chrono::milliseconds(100));
      if (done_ != before) last_progress = Clock::now();
    }
    return report(phase, expected_);
  }

  bool wait() {
    Clock::time_point last_progress = Clock::now();
    while (done_ < expected_ && errors_ == 0 && Clock::now() - last_progress < kProgressMax) {
      const std::size_t before = done_;
      set_.poll(std::chrono::milliseconds(100));
      if (done_ != before) last_progress = Clock::now();
    }
    return done_ == expected_;
  }

  bool report(const char* phase, std::size_t wanted) {
    std::printf("{\"phase\":\"%s\",\"wanted\":%zu,\"answers\":%zu,\"errors\":%zu}\n", phase, wanted,
                answers_, errors_);
    std::fflush(stdout);
    const bool good = answers_ == wanted && errors_ == 0;
    answers_ = 0;
    return good;
  }

  void arrived(Exchange& exchange) {
    const bool failed = exchange.state() == Exchange::State::failed;
    if (failed || exchange.response().status != 200) {
      ++errors_;
    } else {
      ++answers_;
    }
    ++done_;
  }

  std::string request_;
  std::size_t expected_ = 0;
  std::size_t begun_ = 0;
  std::size_t done_ = 0;
  std::size_t answers_ = 0;
  std::size_t errors_ = 0;
  std::vector<Exchange*> members_;
  ExchangeSet set_;
};

// Debian's soft limit of open files is 1024; the hard one is there to be used.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int count, char** values) {
  const auto arguments =
      Arguments::parse(count, values, "--target --host --path --idle --active --rounds");
  const auto target = arguments ? arguments->target() : std::nullopt;
  if (!target) {
    std::fputs("usage: crowd_client --target URL --idle N --active M --rounds R [...]\n", stderr);
    return 2;
  }
  raise_descriptor_limit();
  const std::size_t active = arguments->number("--active", 2000);
  const std::size_t all = active + arguments->number("--idle", 9000);
  Crowd crowd(*target, get_request(target->host, arguments->text("--path", "/small"), ""));
  const bool good = crowd.open(all) &&
                    crowd.ask_together(active, arguments->number("--rounds", 5)) &&
                    crowd.ask_in_turn(active, all);
  return good ? 0 : 1;
}
