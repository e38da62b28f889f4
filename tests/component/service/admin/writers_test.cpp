// Operators who write at the same time.
#include <atomic>
#include <map>
#include <thread>

#include "tests/component/service/admin/operators.hpp"

namespace meridian::admin {
namespace {

using nlohmann::json;

constexpr int kThreads = 20;
constexpr int kWritesOfEach = 10;

struct Written {
  int won = 0;
  int lost = 0;
  int other = 0;
  std::map<std::uint64_t, std::pair<std::string, int>> by_version;  // service, weight of eu
};

class Writers : public Operators {
 protected:
  // Reads and writes, without looking at what others do.
  Written write(int thread) const {
    Written written;
    const std::string service = thread % 2 == 0 ? "api" : "app";
    const std::string path = "/v1/services/" + service + "/weights";
    for (int i = 0; i < kWritesOfEach; ++i) {
      const int weight = thread * kWritesOfEach + i + 1;  // of this write alone
      const json body{{"weights", {{"eu", weight}}}, {"reason", std::to_string(weight)}};
      const auto answer = ask({"PATCH " + path, body.dump(), tag(path)});
      if (answer.status == 200) {
        ++written.won;
        written.by_version[json::parse(answer.body)["version"]] = {service, weight};
      } else {
        ++(answer.status == 412 ? written.lost : written.other);
      }
    }
    return written;
  }
};

TEST_F(Writers, OneOfThoseWhoReadTheSameWinsAndTheOthersAreTold) {
  std::vector<Written> all(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([this, i, &all] { all[static_cast<std::size_t>(i)] = write(i); });
  for (std::thread& thread : threads) thread.join();
  int won = 0;
  int lost = 0;
  std::map<std::uint64_t, std::pair<std::string, int>> by_version;
  for (const Written& one : all) {
    won += one.won;
    lost += one.lost;
    EXPECT_EQ(one.other, 0);
    by_version.insert(one.by_version.begin(), one.by_version.end());
  }
  EXPECT_EQ(won + lost, kThreads * kWritesOfEach);
  // Each winner made a version of its own, and there is no other.
  EXPECT_EQ(by_version.size(), static_cast<std::size_t>(won));
  EXPECT_EQ(get("/v1/overrides")["version"], won);
  std::map<std::string, int> last;
  for (const auto& [version, write] : by_version) last[write.first] = write.second;
  for (const auto& [service, weight] : last)
    EXPECT_EQ(get("/v1/services/" + service + "/weights")["weights"]["eu"], weight) << service;
}

// All of them read before any of them writes.
TEST_F(Writers, OfTwoHundredWhoReadTheSameOneWins) {
  constexpr int kWriters = 200;
  const std::string path = "/v1/services/api/weights";
  const std::string seen = tag(path);
  std::atomic<int> next{1};
  std::atomic<int> won{0};
  std::atomic<int> winner{0};
  std::atomic<int> lost{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&] {
      for (int weight = next++; weight <= kWriters; weight = next++) {
        const json body{{"weights", {{"eu", weight}}}, {"reason", std::to_string(weight)}};
        const int status = ask({"PATCH " + path, body.dump(), seen}).status;
        if (status == 412) ++lost;
        if (status == 200) winner = weight;
        if (status == 200) ++won;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(lost, kWriters - 1);
  EXPECT_EQ(get(path)["weights"]["eu"], winner.load());
  EXPECT_EQ(get("/v1/overrides")["version"], 1);
}

}  // namespace
}  // namespace meridian::admin
