// What runs inside Redis: it compares and sets in one step. Scripts are called by their hash, so an
// edge of another version brings its own.
#pragma once

#include "meridian/io/redis/script.hpp"

namespace meridian::store {

// KEYS: overrides, events. ARGV: epoch and version that are expected; epoch, version, digest and
// text of the next; channel, message, edge. Gives {1}, or {0, epoch, version, digest, text} of what
// stands.
const redis::Script& compare_and_set();

// KEYS: conflicts, events. ARGV: id, edge, text, how many are kept.
const redis::Script& keep_one_conflict();

}  // namespace meridian::store
