#include "laboratory.hpp"

#include "ledger.hpp"

namespace meridian::lab {

namespace {

// Less than this is no difference.
constexpr double kRegretMarginMs = 0.05;
constexpr double kMovedMargin = 0.001;  // per client and hour

Account run(const Contender& contender, const World& world, std::size_t warm_up) {
  const auto steering = contender.make(world);
  Ledger ledger(world, contender.ours, warm_up);
  std::vector<bool> look(world.network.edges());
  for (std::size_t tick = 0; tick < world.network.ticks(); ++tick) {
    steering->begin(tick);
    bool any = false;
    for (std::size_t edge = 0; edge < look.size(); ++edge) {
      look[edge] = steering->observe(tick, edge) || tick == 0;
      any = any || look[edge];
    }
    for (std::size_t i = 0; any && i < world.residents.size(); ++i)
      if (look[world.residents[i].edge]) ledger.move(tick, i, steering->choose(i));
    ledger.close(tick);
  }
  Account account = ledger.account();
  account.name = contender.name;
  account.ours = contender.ours;
  return account;
}

bool is_better_in_both(const Account& other, const Account& ours) {
  return other.regret_mean() < ours.regret_mean() - kRegretMarginMs &&
         other.moved / other.hours < ours.moved / ours.hours - kMovedMargin;
}

// Adds what happened in one seed to the accounts, or begins them.
void add(std::vector<Account>& accounts, std::vector<Account> more) {
  if (accounts.empty()) {
    accounts = std::move(more);
    return;
  }
  for (std::size_t i = 0; i < accounts.size(); ++i) accounts[i].add(more[i]);
}

}  // namespace

std::vector<WorldAccounts> run(const Plan& plan, const std::vector<PopulatedPlace>& places) {
  const std::vector<Resident> residents = settle(places, plan.residents_per_place);
  const auto ticks = static_cast<std::size_t>(plan.length / kTick);
  const auto warm_up = static_cast<std::size_t>(plan.warm_up / kTick);
  std::vector<WorldAccounts> worlds;
  for (const std::size_t regions : plan.regions) {
    worlds.push_back({regions, {}});
    for (std::uint64_t seed = 1; seed <= plan.seeds; ++seed) {
      const Network network({seed, regions, ticks});
      const Traffic traffic(network, places, residents);
      const World world{network, residents, static_cast<double>(plan.residents_per_place), traffic};
      std::vector<Account> accounts;
      for (const Contender& contender : contenders(plan.policies))
        accounts.push_back(run(contender, world, warm_up));
      add(worlds.back().accounts, std::move(accounts));
    }
  }
  return worlds;
}

std::vector<std::string> objections(const std::vector<WorldAccounts>& worlds) {
  std::vector<std::string> found;
  for (const WorldAccounts& world : worlds) {
    const std::string where = " (" + std::to_string(world.regions) + " regions)";
    const Account& default_policy = world.accounts.front();
    for (const Account& account : world.accounts) {
      if (account.ours && account.outside > 0)
        found.push_back(account.name + " served clients outside of their fence" + where);
      if (!account.ours && is_better_in_both(account, default_policy))
        found.push_back(account.name + " is better in regret and in movement" + where);
    }
  }
  return found;
}

}  // namespace meridian::lab
