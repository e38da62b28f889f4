// What origins of several tests do.
#pragma once

#include <string>

#include "scripted_origin.hpp"

namespace meridian::proxy::test {

// Answers with its name.
inline meridian::test::ScriptedOrigin::Script named(const std::string& name) {
  return [name](const auto&) { return meridian::test::ScriptedOrigin::ok(name); };
}

// Closes instead of answering.
inline meridian::test::ScriptedOrigin::Reply closes(
    const meridian::test::ScriptedOrigin::Request& /*request*/) {
  return {"", true};
}

}  // namespace meridian::proxy::test
