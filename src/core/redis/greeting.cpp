#include "meridian/core/redis/greeting.hpp"

#include "meridian/core/base/check.hpp"
#include "meridian/core/redis/cluster.hpp"
#include "meridian/core/redis/judge.hpp"

namespace meridian::redis {

namespace {

Error error_of(ErrorCode code, bool retryable, const Address& asked, const std::string& text) {
  return {code, ErrorSource::store, retryable, "redis " + to_string(asked) + ": " + text};
}

// A user of the server need not be allowed to ask this.
bool may_fail(Step step) {
  return step == Step::name || step == Step::role || step == Step::memory;
}

void judge_role(const GreetingSettings& settings, const Reply& reply, const Address& asked,
                Greeted& greeted) {
  if (reply.elements.empty() || reply.elements[0].text == "master") return;
  if (settings.mode == Mode::sentinel)
    greeted.refused = error_of(ErrorCode::unavailable, true, asked,
                               "is a replica; Sentinel has not promoted it so far");
  else if (settings.mode == Mode::standalone)
    greeted.warning =
        "redis " + to_string(asked) +
        " is a replica: it takes no changes; `store.addresses` should name the master";
}

void judge_slots(const GreetingSettings& settings, const Reply& reply, const Address& asked,
                 Greeted& greeted) {
  auto found = read_slots(reply, slot_of(settings.key), asked);
  if (!found) {
    greeted.refused =
        error_of(ErrorCode::invalid, false, asked, "does not tell the slots of its cluster");
    return;
  }
  greeted.nodes = std::move(found->nodes);
  if (!found->owner)
    greeted.refused = error_of(
        ErrorCode::unavailable, true, asked,
        "nobody serves the slot of `" + settings.key + "` in this cluster: see CLUSTER INFO");
  else if (*found->owner != asked)
    greeted.elsewhere = found->owner;
}

void judge_memory(const Reply& reply, const Address& asked, Greeted& greeted) {
  const auto policy = info_field(reply.text, "maxmemory_policy");
  if (!policy) {
    greeted.warning = "redis " + to_string(asked) +
                      " does not tell its maxmemory-policy: allow INFO, and see that it is "
                      "noeviction";
  } else if (policy->starts_with("allkeys")) {
    greeted.refused = error_of(ErrorCode::invalid, false, asked,
                               "its maxmemory-policy `" + std::string(*policy) +
                                   "` throws away what operators set: set it to noeviction");
  }
}

void judge_step(Step step, const GreetingSettings& settings, const Reply& reply,
                const Address& asked, Greeted& greeted) {
  switch (step) {
    case Step::role: return judge_role(settings, reply, asked, greeted);
    case Step::slots: return judge_slots(settings, reply, asked, greeted);
    case Step::memory: return judge_memory(reply, asked, greeted);
    default: return;
  }
}

}  // namespace

std::vector<GreetingStep> greeting(const GreetingSettings& settings) {
  std::vector<GreetingStep> steps;
  const Login& login = settings.login;
  if (!login.password.empty() && login.user.empty())
    steps.push_back({Step::login, {"AUTH", login.password}});
  else if (!login.password.empty())
    steps.push_back({Step::login, {"AUTH", login.user, login.password}});
  if (settings.database != 0)
    steps.push_back({Step::select, {"SELECT", std::to_string(settings.database)}});
  if (!settings.client_name.empty())
    steps.push_back({Step::name, {"CLIENT", "SETNAME", settings.client_name}});
  if (settings.mode == Mode::cluster)
    steps.push_back({Step::slots, {"CLUSTER", "SLOTS"}});
  else
    steps.push_back({Step::role, {"ROLE"}});
  steps.push_back({Step::memory, {"INFO", "memory"}});
  steps.push_back({Step::ping, {"PING"}});
  return steps;
}

Greeted judge_greeting(const GreetingSettings& settings, const std::vector<Reply>& replies,
                       const Address& asked) {
  const std::vector<GreetingStep> steps = greeting(settings);
  MERIDIAN_CHECK(replies.size() == steps.size());
  Greeted greeted;
  for (std::size_t i = 0; i < steps.size() && !greeted.refused; ++i) {
    if (!replies[i].is_error())
      judge_step(steps[i].step, settings, replies[i], asked, greeted);
    else if (!may_fail(steps[i].step) || replies[i].text.starts_with("NOAUTH"))
      greeted.refused = judge(replies[i].text, asked).error;
    else if (steps[i].step == Step::memory)
      judge_memory(replies[i], asked, greeted);
  }
  return greeted;
}

std::optional<std::string_view> info_field(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() > name.size() && line.starts_with(name) && line[name.size()] == ':')
      return line.substr(name.size() + 1);
  }
  return std::nullopt;
}

}  // namespace meridian::redis
