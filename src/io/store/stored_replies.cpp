#include "io/store/stored_replies.hpp"

#include "meridian/core/base/hash.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/base/text.hpp"
#include "meridian/core/state/overrides_json.hpp"

namespace meridian::store {

namespace {

Error damaged(const std::string& what) {
  return {ErrorCode::invalid, ErrorSource::store, false, "the store has " + what};
}

// "1700000000123-0": milliseconds of the store's clock.
WallTime time_of(std::string_view id) {
  const auto since = parse_decimal(id.substr(0, id.find('-')));
  constexpr std::uint64_t kYear3000 = 32'503'680'000'000;
  return WallTime(milliseconds(since && *since < kYear3000 ? *since : 0));
}

Result<Conflict> read_conflict(const redis::Reply& entry) {
  if (entry.elements.size() != 2 || entry.elements[1].elements.size() != 6)
    return damaged("a conflict of another form");
  const auto& fields = entry.elements[1].elements;
  return Conflict{fields[1].text, fields[3].text, time_of(entry.elements[0].text), fields[5].text};
}

}  // namespace

std::string digest_text(std::string_view text) {
  return state::hexadecimal(hash64(text));
}

Result<Stored> read_stored(std::span<const redis::Reply> fields) {
  if (fields.size() != 4) return damaged("overrides of another form");
  if (fields[0].type == redis::Reply::Type::nil || fields[1].text == "0") return Stored{};
  const auto epoch = parse_decimal(fields[0].text);
  const auto version = parse_decimal(fields[1].text);
  if (!epoch || !version) return damaged("overrides without epoch and version");
  if (fields[3].text.size() > limits::kOverridesBytesMax)
    return damaged("overrides of " + std::to_string(fields[3].text.size()) + " bytes");
  if (fields[2].text != digest_text(fields[3].text))
    return damaged("overrides that were damaged: their digest is another one");
  return Stored{*epoch, *version, fields[3].text};
}

Result<std::vector<Conflict>> read_conflicts(const redis::Reply& reply) {
  std::vector<Conflict> conflicts;
  for (const redis::Reply& entry : reply.elements) {
    auto conflict = read_conflict(entry);
    if (!conflict) return conflict.error();
    if (conflicts.size() < kConflictsMax) conflicts.push_back(std::move(*conflict));
  }
  return conflicts;
}

}  // namespace meridian::store
