// The store's side of agreement for Redis, as Lua: it does the same as StoreModel, and one suite of
// tests runs on both. All keys carry one hash tag, so that the scripts run on a cluster, too.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace meridian::agreement {

// KEYS: keys_of(). ARGV: the report as text, the channel that is told of a new version; for tests,
// the store's time in milliseconds and its run in place of its own. Answers with the text of an
// Answer.
std::string_view report_script();
// KEYS: keys_of(). ARGV: nothing. Answers with the text of all EdgeRows.
std::string_view edges_script();
// KEYS: keys_of(). ARGV: how many. Answers with the text of the last Events, the oldest first.
std::string_view events_script();

std::vector<std::string> keys_of(std::string_view cluster);
std::string channel_of(std::string_view cluster);

}  // namespace meridian::agreement
