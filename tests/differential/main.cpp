// differential --requests FILE --responses FILE --verdicts FILE --report FILE [--seed N] [--count
// N]
//              PROXY:PORT:ORIGIN_PORT...
// Plays every case to every proxy, compares, writes the report. Exit 0: nothing is worse with us
// without a written reason; 1: something is; 2: it could not be found out.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <list>
#include <stdexcept>
#include <thread>

#include "report.hpp"

namespace meridian::differential {
namespace {

struct Proxy {
  std::string name;
  std::uint16_t port = 0;
  std::uint16_t origin_port = 0;
};

constexpr std::uint64_t kSeed = 1;
constexpr std::size_t kCount = 1000;

struct Arguments {
  std::string requests;
  std::string responses;
  std::string verdicts;
  std::string report;
  std::uint64_t seed = kSeed;
  std::size_t count = kCount;
  std::vector<Proxy> proxies;
  std::string command = "differential";
};

std::uint64_t number(const std::string& text) {
  std::size_t used = 0;
  const std::uint64_t value = std::stoull(text, &used);
  if (used != text.size()) throw std::runtime_error("no number: " + text);
  return value;
}

Proxy proxy_of(const std::string& text) {
  const std::size_t first = text.find(':');
  const std::size_t second = text.find(':', first + 1);
  if (second == text.npos) throw std::runtime_error("PROXY:PORT:ORIGIN_PORT, not " + text);
  return {text.substr(0, first),
          static_cast<std::uint16_t>(number(text.substr(first + 1, second - first - 1))),
          static_cast<std::uint16_t>(number(text.substr(second + 1)))};
}

Arguments parse(const std::vector<std::string>& words) {
  Arguments out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    out.command += " " + words[i];
    if (!words[i].starts_with("--")) {
      out.proxies.push_back(proxy_of(words[i]));
      continue;
    }
    const std::string& option = words[i];
    if (++i == words.size()) throw std::runtime_error(option + " needs a value");
    out.command += " " + words[i];
    if (option == "--requests") {
      out.requests = words[i];
    } else if (option == "--responses") {
      out.responses = words[i];
    } else if (option == "--verdicts") {
      out.verdicts = words[i];
    } else if (option == "--report") {
      out.report = words[i];
    } else if (option == "--seed") {
      out.seed = number(words[i]);
    } else if (option == "--count") {
      out.count = number(words[i]);
    } else {
      throw std::runtime_error("unknown option " + option);
    }
  }
  return out;
}

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in.is_open()) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

void play(Lane& lane, const std::vector<Case>& cases, std::string_view internal_prefix,
          std::vector<Outcome>& outcomes) {
  for (const Case& the_case : cases)
    outcomes.push_back(judge(the_case, lane.run(the_case), internal_prefix));
}

int run(const Arguments& arguments) {
  Run all;
  for (const std::string& path : {arguments.requests, arguments.responses}) {
    const Grammar grammar(content_of(path));
    for (Case& one : make_cases(grammar, arguments.seed, arguments.count / 2))
      all.cases.push_back(std::move(one));
  }
  Verdicts verdicts(content_of(arguments.verdicts));
  std::list<Lane> lanes;
  std::vector<std::thread> threads;
  for (const Proxy& proxy : arguments.proxies) lanes.emplace_back(proxy.port, proxy.origin_port);
  auto lane = lanes.begin();
  for (const Proxy& proxy : arguments.proxies) {
    const std::string_view internal = proxy.name == kSubject ? "meridian-" : "";
    threads.emplace_back(play, std::ref(*lane++), std::cref(all.cases), internal,
                         std::ref(all.outcomes[proxy.name]));
  }
  for (std::thread& thread : threads) thread.join();
  const bool standard = arguments.seed == kSeed && arguments.count == kCount;
  const Report report(all, verdicts, standard);
  std::ofstream(arguments.report) << report.markdown(arguments.command);
  for (const std::string& failure : report.failures()) std::printf("%s\n", failure.c_str());
  std::printf("%zu cases, %zu failures\n", all.cases.size(), report.failures().size());
  return report.failures().empty() ? 0 : 1;
}

}  // namespace
}  // namespace meridian::differential

int main(int argc, char** argv) {
  try {
    return meridian::differential::run(meridian::differential::parse({argv + 1, argv + argc}));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "differential: %s\n", error.what());
    return 2;
  }
}
