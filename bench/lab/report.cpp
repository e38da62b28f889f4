#include "report.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace meridian::lab {

namespace {

std::string number(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string percent(double share) {
  return number(share * 100, 1) + " %";
}

std::string leaving(const Account& account) {
  const std::size_t left = account.left_s.size();
  const auto stayed = static_cast<std::size_t>(account.stayed);
  if (left + stayed == 0) return "–";
  if (left == 0) return "never";
  std::string text = number(*account.leave_median_s(), 0) + " s";
  if (stayed > 0)
    text += " (" + std::to_string(stayed) + " of " + std::to_string(left + stayed) + " never)";
  return text;
}

double outside_of(const Account& account) {
  return account.fenced > 0 ? account.outside / account.fenced : 0;
}

std::string row_of(const Account& account) {
  std::string row = "| ";
  row += account.ours ? "**" + account.name + "**" : account.name;
  for (const std::string& cell :
       {number(account.regret_mean(), 2), number(account.regret_p95(), 1),
        percent(account.moved / account.hours), percent(account.forced / account.hours),
        percent(account.swung / account.hours), leaving(account),
        number(account.load_sum / account.minutes, 2) + " / " + number(account.load_peak, 2),
        percent(outside_of(account))})
    row += " | " + cell;
  return row + " |\n";
}

nlohmann::json json_of(const Account& account) {
  nlohmann::json json{{"rule", account.name},
                      {"ours", account.ours},
                      {"regret_mean_ms", account.regret_mean()},
                      {"regret_p95_ms", account.regret_p95()},
                      {"moved_per_hour", account.moved / account.hours},
                      {"moved_forced_per_hour", account.forced / account.hours},
                      {"swung_per_hour", account.swung / account.hours},
                      {"outside_fence", outside_of(account)},
                      {"refused", account.refused / account.ticks},
                      {"load_mean", account.load_sum / account.minutes},
                      {"load_peak", account.load_peak},
                      {"steps_left", account.left_s.size()},
                      {"steps_stayed", account.stayed}};
  if (const auto median = account.leave_median_s()) json["leave_median_s"] = *median;
  return json;
}

}  // namespace

std::string markdown_of(const std::vector<WorldAccounts>& worlds) {
  std::string text;
  for (const WorldAccounts& world : worlds) {
    text += "### " + std::to_string(world.regions) + " regions\n\n";
    text +=
        "| rule | regret, mean ms | p95 ms | moved per hour | moved by outages | swung | leaves a "
        "way that got 50 ms longer | fullest region, mean / peak | outside the fence |\n"
        "|---|---|---|---|---|---|---|---|---|\n";
    for (const Account& account : world.accounts) text += row_of(account);
    text += "\n";
  }
  return text;
}

std::string json_of(const Plan& plan, const std::vector<WorldAccounts>& worlds) {
  nlohmann::json json{{"seeds", plan.seeds},
                      {"minutes", plan.length.count()},
                      {"residents_per_place", plan.residents_per_place}};
  for (const WorldAccounts& world : worlds) {
    nlohmann::json accounts = nlohmann::json::array();
    for (const Account& account : world.accounts) accounts.push_back(json_of(account));
    json["worlds"].push_back({{"regions", world.regions}, {"rules", std::move(accounts)}});
  }
  return json.dump(2) + "\n";
}

}  // namespace meridian::lab
