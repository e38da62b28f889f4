// What is said first on a connection to a server, and what the answers tell of it: may we be here,
// is it the right one, will it keep what it is given. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/base/result.hpp"
#include "meridian/core/redis/address.hpp"
#include "meridian/core/redis/reply.hpp"

namespace meridian::redis {

enum class Mode : std::uint8_t { standalone, sentinel, cluster };

using Words = std::vector<std::string>;  // of one command

struct Login {
  std::string user;      // empty: the default user
  std::string password;  // empty: none is sent
};

struct GreetingSettings {
  Mode mode = Mode::standalone;
  Login login;
  std::uint32_t database = 0;
  std::string client_name;
  std::string key;  // all keys are in its slot
};

enum class Step : std::uint8_t { login, select, name, role, slots, memory, ping };
struct GreetingStep {
  Step step{};
  Words words;
};
std::vector<GreetingStep> greeting(const GreetingSettings& settings);

struct Greeted {
  std::optional<Error> refused;      // this server is of no use, and why
  std::optional<Address> elsewhere;  // cluster: the node that has our slot, if it is not this one
  std::vector<Address> nodes;        // cluster: who else may be asked
  std::string warning;               // for the log; empty: none
};
// `replies` are in the order of greeting().
Greeted judge_greeting(const GreetingSettings& settings, const std::vector<Reply>& replies,
                       const Address& asked);

// The value of a line "name:value" of INFO. Nothing: there is none.
std::optional<std::string_view> info_field(std::string_view text, std::string_view name);

}  // namespace meridian::redis
