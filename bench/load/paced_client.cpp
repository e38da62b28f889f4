// paced_client: requests at a fixed rate over keep-alive connections, one log line for each.
//
//   paced_client --target https://127.0.0.1:8443 --rate 500 --seconds 10 [--log FILE]
//                [--host NAME] [--path /small] [--client ADDRESS] [--connections 32]
//                [--requests FILE]  lines "client host path [cookie]", tab-separated: these, once
//                each
//                [--fresh 1]  a new connection, and handshake, for each request
//
// The rate holds whatever the answers do (an open loop): a request that finds no idle connection
// opens one. A log line, in the order of completion:
//   number  begun_us (Unix time)  took_us  status (0: connection broke)  region
// Exit 0 when all was sent and logged, whatever the statuses; 1 answers stopped coming; 2 usage.
#include <cstdio>
#include <deque>
#include <fstream>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

#include "arguments.hpp"
#include "exchange_set.hpp"

namespace {

using namespace meridian::load;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kAnswerMax{60};

struct Plan {
  double rate = 0;
  std::uint64_t count = 0;
  std::size_t connections_max = 0;
  std::vector<std::string> requests;  // request i is requests[i % size]
};

class PacedClient {
 public:
  PacedClient(const Target& target, Plan plan, std::FILE* log)
      : plan_(std::move(plan)),
        log_(log),
        set_(target, [this](Exchange& exchange) { arrived(exchange); }) {}

  // False: the answers stopped coming.
  bool run() {
    const Clock::time_point start = Clock::now();
    Clock::time_point last_answer = start;
    while (answered_ < plan_.count && Clock::now() - last_answer < kAnswerMax) {
      const std::uint64_t before = answered_;
      send_due(Clock::now() - start);
      set_.poll(std::chrono::milliseconds(1));
      if (answered_ != before) last_answer = Clock::now();
    }
    return answered_ == plan_.count;
  }

 private:
  void send_due(Clock::duration elapsed) {
    const double seconds = std::chrono::duration<double>(elapsed).count();
    while (sent_ < plan_.count && static_cast<double>(sent_) <= seconds * plan_.rate) {
      if (!send_one()) return;
    }
  }

  bool send_one() {
    const std::string& request = plan_.requests[sent_ % plan_.requests.size()];
    while (!idle_.empty() && idle_.back()->state() != Exchange::State::idle) idle_.pop_back();
    if (!idle_.empty()) {
      Exchange* exchange = idle_.back();
      idle_.pop_back();
      numbers_[exchange] = sent_++;
      set_.begin(*exchange, request);
      return true;
    }
    if (set_.size() >= plan_.connections_max) return false;
    Exchange* exchange = set_.add(request);
    if (exchange == nullptr) return false;
    numbers_[exchange] = sent_++;
    return true;
  }

  void arrived(Exchange& exchange) {
    const bool failed = exchange.state() == Exchange::State::failed;
    if (const auto number = numbers_.find(&exchange); number != numbers_.end()) {
      log_answer(number->second, exchange, failed);
      numbers_.erase(number);
      ++answered_;
    }
    const bool closes = !failed && exchange.response().closes;
    if (failed || closes) {
      std::erase(idle_, &exchange);
      set_.remove(exchange);
    } else {
      idle_.push_back(&exchange);
    }
  }

  void log_answer(std::uint64_t number, const Exchange& exchange, bool failed) {
    using std::chrono::microseconds;
    const auto took = Exchange::Clock::now() - exchange.begun();
    const auto begun = exchange.begun().time_since_epoch();
    const std::string& region = exchange.response().region;
    std::fprintf(log_, "%llu\t%lld\t%lld\t%d\t%s\n", static_cast<unsigned long long>(number),
                 static_cast<long long>(std::chrono::duration_cast<microseconds>(begun).count()),
                 static_cast<long long>(std::chrono::duration_cast<microseconds>(took).count()),
                 failed ? 0 : exchange.response().status, region.empty() ? "-" : region.c_str());
  }

  Plan plan_;
  std::FILE* log_;
  std::uint64_t sent_ = 0;
  std::uint64_t answered_ = 0;
  std::vector<Exchange*> idle_;
  std::unordered_map<Exchange*, std::uint64_t> numbers_;
  ExchangeSet set_;
};

std::vector<std::string> read_requests(const std::string& path) {
  std::vector<std::string> requests;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream in(line);
    std::string client, host, target, cookie;
    if (!(in >> client >> host >> target)) continue;
    requests.push_back(get_request(host, target, client));
    if (in >> cookie) {
      std::string& request = requests.back();
      request.insert(request.size() - 2, "Cookie: " + cookie + "\r\n");
    }
  }
  return requests;
}

Plan make_plan(const Arguments& arguments, const Target& target) {
  Plan plan;
  plan.rate = static_cast<double>(arguments.number("--rate", 500));
  plan.connections_max = arguments.number("--connections", 32);
  if (const std::string file = arguments.text("--requests", ""); !file.empty()) {
    plan.requests = read_requests(file);
    plan.count = plan.requests.size();
  } else {
    const std::string path = arguments.text("--path", "/small");
    plan.requests = {get_request(target.host, path, arguments.text("--client", ""))};
    plan.count = arguments.number("--rate", 500) * arguments.number("--seconds", 10);
  }
  if (arguments.number("--fresh", 0) != 0)
    for (std::string& request : plan.requests)
      request.insert(request.size() - 2, "Connection: close\r\n");
  return plan;
}

}  // namespace

int main(int count, char** values) {
  const auto arguments = Arguments::parse(
      count, values,
      "--target --rate --seconds --log --host --path --client --connections --requests "
      "--fresh");
  const auto target = arguments ? arguments->target() : std::nullopt;
  if (!target) {
    std::fputs("usage: paced_client --target URL --rate N --seconds S --log FILE [...]\n", stderr);
    return 2;
  }
  Plan plan = make_plan(*arguments, *target);
  const std::string path = arguments->text("--log", "-");
  std::FILE* log = path == "-" ? stdout : std::fopen(path.c_str(), "w");
  if (log == nullptr || plan.requests.empty()) {
    std::fprintf(stderr, "paced_client: cannot write %s, or no requests\n", path.c_str());
    return 2;
  }
  std::setvbuf(log, nullptr, _IOLBF, 0);
  PacedClient client(*target, std::move(plan), log);
  const bool complete = client.run();
  std::fclose(log);
  return complete ? 0 : 1;
}
