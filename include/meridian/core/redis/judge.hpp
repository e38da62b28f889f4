// What an error reply of a server means for whoever asked, and for the link. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "meridian/core/base/result.hpp"
#include "meridian/core/redis/address.hpp"

namespace meridian::redis {

enum class Meaning : std::uint8_t {
  refused,     // the command failed here and will again
  no_script,   // send the whole script
  moved,       // another node has the key for good: `elsewhere`
  ask,         // another node has the key already: `elsewhere`, this once
  again,       // the server is busy with itself; the same will work in a moment
  not_master,  // a replica now: find out who is the master
};

struct Judgement {
  Meaning meaning = Meaning::refused;
  std::optional<Address> elsewhere;
  Error error;  // what a person is told where nothing else is done
};

// `text` is the error reply; `asked` is who gave it.
Judgement judge(std::string_view text, const Address& asked);

}  // namespace meridian::redis
