// load_report complete ROW ROUNDS.tsv               how many rounds of the row count
// load_report results ROWS.tsv ROUNDS.tsv OUT [--quick]
//     writes OUT.json and OUT.md, prints the judgement; exit 0 all bars held, 1 one missed or
//     undecided. With --quick nothing is judged.
// A line of ROUNDS: row proxy version round cpu_us rps p50_us p99_us pss_kib foreign_cpu errors
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

constexpr double kForeignMax = 6.0;    // percent of the proxy's core
constexpr std::size_t kRoundsMin = 8;  // a judgement rests on at least these
constexpr const char* kOurs = "meridian";

struct Sample {
  std::string row, proxy, version;
  int round = 0;
  double cpu_us = 0, rps = 0, p50_us = 0, p99_us = 0, pss_kib = 0, foreign_cpu = 0;
  long errors = 0;
  bool kept() const { return foreign_cpu <= kForeignMax && errors == 0; }
};

struct Row {
  std::string id, kind, text;
  double bar = 0;
};

struct Ratio {
  std::vector<double> sorted;
  double median = 0, low = 0, high = 0;
};

std::vector<Sample> read_samples(const std::string& path) {
  std::vector<Sample> samples;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream in(line);
    Sample s;
    in >> s.row >> s.proxy >> s.version >> s.round >> s.cpu_us >> s.rps >> s.p50_us >> s.p99_us >>
        s.pss_kib >> s.foreign_cpu >> s.errors;
    if (in) samples.push_back(s);
  }
  return samples;
}

std::vector<Row> read_rows(const std::string& path) {
  std::vector<Row> rows;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream in(line);
    Row row;
    in >> row.id >> row.kind >> row.bar >> std::ws;
    std::getline(in, row.text);
    rows.push_back(row);
  }
  return rows;
}

double median_of(std::vector<double> values) {
  if (values.empty()) return NAN;
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

// Rounds in which every proxy's sample counts.
std::map<int, std::map<std::string, Sample>> complete_rounds(const std::vector<Sample>& samples,
                                                             const std::string& row) {
  std::map<int, std::map<std::string, Sample>> rounds;
  std::set<std::string> proxies;
  for (const Sample& s : samples) {
    if (s.row != row) continue;
    proxies.insert(s.proxy);
    if (s.kept()) rounds[s.round][s.proxy] = s;
  }
  std::erase_if(rounds, [&](const auto& round) { return round.second.size() != proxies.size(); });
  return rounds;
}

// The 95 % interval of the median from order statistics: it assumes no distribution.
void set_interval(Ratio& ratio) {
  const std::size_t n = ratio.sorted.size();
  double tail = std::pow(0.5, static_cast<double>(n));
  double term = tail;
  std::size_t rank = 0;
  while (rank + 1 < n / 2 &&
         tail + term * static_cast<double>(n - rank) / static_cast<double>(rank + 1) <= 0.025) {
    term = term * static_cast<double>(n - rank) / static_cast<double>(rank + 1);
    tail += term;
    ++rank;
  }
  ratio.low = ratio.sorted[rank];
  ratio.high = ratio.sorted[n - 1 - rank];
}

std::optional<Ratio> ratio_of(const std::vector<Sample>& samples, const std::string& row) {
  Ratio ratio;
  for (const auto& [round, by_proxy] : complete_rounds(samples, row)) {
    double ours = NAN;
    double best = INFINITY;
    for (const auto& [proxy, sample] : by_proxy) {
      if (proxy == kOurs) {
        ours = sample.cpu_us;
      } else {
        best = std::min(best, sample.cpu_us);
      }
    }
    if (!std::isnan(ours) && std::isfinite(best)) ratio.sorted.push_back(ours / best);
  }
  if (ratio.sorted.empty()) return std::nullopt;
  std::sort(ratio.sorted.begin(), ratio.sorted.end());
  ratio.median = median_of(ratio.sorted);
  set_interval(ratio);
  return ratio;
}

std::string format(const char* pattern, double value) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

void append_table(std::string& out, const std::vector<Sample>& samples, const Row& row) {
  std::map<std::string, std::vector<const Sample*>> by_proxy;
  const auto rounds = complete_rounds(samples, row.id);
  for (const auto& [round, proxies] : rounds) {
    for (const auto& [proxy, sample] : proxies) by_proxy[proxy].push_back(&sample);
  }
  if (by_proxy.empty()) return;
  const auto median = [](const std::vector<const Sample*>& list, double Sample::*field) {
    std::vector<double> values;
    for (const Sample* s : list) values.push_back(s->*field);
    return median_of(values);
  };
  out += "\n### " + row.id + ": " + row.text + "\n\nMedians of " + std::to_string(rounds.size()) +
         " rounds.\n\n";
  out += "| proxy | version | CPU µs/request | lowest | requests/s | p50 µs | p99 µs | PSS KiB |\n";
  out += "|---|---|---|---|---|---|---|---|\n";
  for (const auto& [proxy, list] : by_proxy) {
    const auto lowest = *std::min_element(list.begin(), list.end(),
                                          [](auto* a, auto* b) { return a->cpu_us < b->cpu_us; });
    out += "| " + proxy + " | " + list.front()->version + " | " +
           format("%.2f", median(list, &Sample::cpu_us)) + " | " + format("%.2f", lowest->cpu_us) +
           " | " + format("%.0f", median(list, &Sample::rps)) + " | " +
           format("%.0f", median(list, &Sample::p50_us)) + " | " +
           format("%.0f", median(list, &Sample::p99_us)) + " | " +
           format("%.0f", median(list, &Sample::pss_kib)) + " |\n";
  }
}

// The sentence under a row's table; false where the bar is missed or cannot be judged.
bool judge(std::string& out, const std::vector<Sample>& samples, const Row& row, bool quick) {
  const auto ratio = ratio_of(samples, row.id);
  if (!ratio) return true;  // only peers ran, or the row did not
  const bool held = ratio->median <= row.bar;
  const bool enough = ratio->sorted.size() >= kRoundsMin;
  out += "\n" + row.id + ": ours / better peer = " + format("%.3f", ratio->median) + " (95 % " +
         format("%.3f", ratio->low) + "–" + format("%.3f", ratio->high) + ", lowest " +
         format("%.3f", ratio->sorted.front()) + "), bar " + format("%.2f", row.bar);
  if (quick) {
    out += ", not judged (--quick)\n";
    return true;
  }
  out += enough ? (held ? ": held\n" : ": MISSED\n") : ": too few undisturbed rounds to judge\n";
  return held && enough;
}

void write_json(const std::vector<Sample>& samples, const std::string& path) {
  nlohmann::json list = nlohmann::json::array();
  for (const Sample& s : samples) {
    list.push_back({{"row", s.row},
                    {"proxy", s.proxy},
                    {"version", s.version},
                    {"round", s.round},
                    {"cpu_us", s.cpu_us},
                    {"rps", s.rps},
                    {"p50_us", s.p50_us},
                    {"p99_us", s.p99_us},
                    {"pss_kib", s.pss_kib},
                    {"foreign_cpu", s.foreign_cpu},
                    {"errors", s.errors},
                    {"kept", s.kept()}});
  }
  std::ofstream(path) << list.dump(1) << "\n";
}

int write_results(const std::vector<std::string>& arguments, bool quick) {
  const std::vector<Sample> samples = read_samples(arguments[2]);
  std::string text = "## Load bench\n";
  bool good = true;
  for (const Row& row : read_rows(arguments[1])) {
    append_table(text, samples, row);
    good = judge(text, samples, row, quick) && good;
  }
  const auto dropped =
      std::count_if(samples.begin(), samples.end(), [](const Sample& s) { return !s.kept(); });
  text += "\n" + std::to_string(samples.size()) + " runs, " + std::to_string(dropped) +
          " dropped (foreign CPU > 6 % or errors).\n";
  write_json(samples, arguments[3] + ".json");
  std::ofstream(arguments[3] + ".md") << text;
  std::fputs(text.c_str(), stdout);
  return good ? 0 : 1;
}

}  // namespace

int main(int count, char** values) {
  std::vector<std::string> arguments(values + 1, values + count);
  const bool quick = !arguments.empty() && arguments.back() == "--quick";
  if (quick) arguments.pop_back();
  if (arguments.size() == 3 && arguments[0] == "complete") {
    std::printf("%zu\n", complete_rounds(read_samples(arguments[2]), arguments[1]).size());
    return 0;
  }
  if (arguments.size() == 4 && arguments[0] == "results") return write_results(arguments, quick);
  std::fputs("usage: load_report complete ROW ROUNDS | results ROWS ROUNDS OUT [--quick]\n",
             stderr);
  return 2;
}
