// lab [--quick] [--seeds N] [--minutes N] [--policy LINE] [--places FILE] [--out STEM] [--pictures
// FOLDER]
//     Prints the table. Writes STEM.json and STEM.md, and pictures into FOLDER. Exit: 0 the bar is
//     held, 1 it is not, 2 wrong usage.
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>

#include "picture.hpp"
#include "report.hpp"

namespace meridian::lab {

namespace {

constexpr int kMissed = 1;
constexpr int kUsage = 2;
constexpr std::string_view kOursShown = "latency";
constexpr std::string_view kOtherShown = "Cloudflare dynamic";

struct Options {
  Plan plan;
  std::string places = "bench/lab/places.tsv";
  std::string out;
  std::string pictures;
};

Plan quick(Plan plan) {
  plan.seeds = 3;
  plan.residents_per_place = 3;
  return plan;
}

bool read_option(const std::string& name, const std::string& value, Options& options) {
  if (name == "--places") return options.places = value, true;
  if (name == "--policy") return options.plan.policies.push_back(value), true;
  if (name == "--out") return options.out = value, true;
  if (name == "--pictures") return options.pictures = value, true;
  if (value.empty() || value.find_first_not_of("0123456789") != value.npos) return false;
  if (name == "--seeds") return options.plan.seeds = std::stoull(value), true;
  if (name == "--minutes")
    return options.plan.length = std::chrono::minutes(std::stol(value)), true;
  return false;
}

bool read(int count, char** arguments, Options& options) {
  for (int i = 1; i < count; ++i) {
    const std::string name = arguments[i];
    if (name == "--quick")
      options.plan = quick(options.plan);
    else if (i + 1 == count || !read_option(name, arguments[++i], options))
      return false;
  }
  return true;
}

bool write(const std::string& path, const std::string& text) {
  std::ofstream out(path);
  out << text;
  out.close();
  if (!out) std::fprintf(stderr, "error: cannot write %s\n", path.c_str());
  return !out.fail();
}

// One scatter for each world; shares over time of our default and of a rule without damping.
bool paint(const std::string& folder, const std::vector<WorldAccounts>& worlds) {
  bool painted = true;
  for (const WorldAccounts& world : worlds)
    painted =
        painted && write(folder + "/regret-and-movement-" + std::to_string(world.regions) + ".svg",
                         scatter_of(world));
  const WorldAccounts& shown = worlds.back();
  for (const Account& account : shown.accounts) {
    if (account.name == kOursShown)
      painted =
          painted && write(folder + "/shares-meridian.svg", shares_of(account, shown.regions));
    if (account.name == kOtherShown)
      painted =
          painted && write(folder + "/shares-cloudflare.svg", shares_of(account, shown.regions));
  }
  return painted;
}

int compare(const Options& options) {
  const auto places = read_places(options.places);
  if (places.has_error()) {
    std::fprintf(stderr, "error: %s\n", places.error().context.c_str());
    return kUsage;
  }
  const auto worlds = run(options.plan, *places);
  const std::string table = markdown_of(worlds);
  std::fputs(table.c_str(), stdout);
  bool written = true;
  if (!options.out.empty())
    written = write(options.out + ".md", table) &&
              write(options.out + ".json", json_of(options.plan, worlds));
  if (!options.pictures.empty()) written = paint(options.pictures, worlds) && written;
  const auto wrong = objections(worlds);
  for (const std::string& line : wrong) std::printf("missed: %s\n", line.c_str());
  if (wrong.empty())
    std::puts("held: no rule is better than ours in regret and movement; nobody left the fence");
  return wrong.empty() && written ? 0 : kMissed;
}

}  // namespace

}  // namespace meridian::lab

int main(int count, char** arguments) {
  meridian::lab::Options options;
  if (!meridian::lab::read(count, arguments, options)) {
    std::fputs(
        "usage: lab [--quick] [--seeds N] [--minutes N] [--policy LINE] [--places FILE] [--out "
        "STEM]"
        " [--pictures FOLDER]\n",
        stderr);
    return meridian::lab::kUsage;
  }
  return meridian::lab::compare(options);
}
