#include "meridian/core/state/overrides_json.hpp"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "meridian/core/base/hash.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::state {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::int64_t kTimeMax = 253'402'300'799'999;  // the end of the year 9999

Error malformed(std::string what) {
  return {ErrorCode::invalid, ErrorSource::store, false, "overrides: " + std::move(what)};
}

ordered_json entry_json(const Target& target, const Override& entry) {
  ordered_json row{{"id", id_of(target)}};
  if (const auto* weight = std::get_if<std::uint32_t>(&entry.value))
    row["value"] = *weight;
  else
    row["value"] = to_string(entry.value);
  row["reason"] = entry.reason;
  row["by"] = entry.by;
  row["at_ms"] = entry.at.time_since_epoch().count();
  if (entry.expires) row["expires_ms"] = entry.expires->time_since_epoch().count();
  row["version"] = entry.version;
  return row;
}

ordered_json entries_json(const Overrides& overrides) {
  auto rows = ordered_json::array();
  for (const auto& [target, entry] : overrides.entries) rows.push_back(entry_json(target, entry));
  return rows;
}

std::string text_of(const ordered_json& document) {
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

// The first field that is not among `known`; empty: there is none.
std::string unknown_field(const json& object, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : object.items())
    if (std::find(known.begin(), known.end(), name) == known.end()) return name;
  return {};
}

const json* field_of(const json& object, const char* name) {
  const auto at = object.find(name);
  return at == object.end() ? nullptr : &*at;
}

std::optional<std::string> text_field(const json& object, const char* name) {
  const json* field = field_of(object, name);
  if (field == nullptr || !field->is_string()) return std::nullopt;
  return field->get<std::string>();
}

std::optional<std::uint64_t> number_field(const json& object, const char* name) {
  const json* field = field_of(object, name);
  if (field == nullptr || !field->is_number_unsigned()) return std::nullopt;
  return field->get<std::uint64_t>();
}

std::optional<StoreTime> time_field(const json& object, const char* name) {
  const auto number = number_field(object, name);
  if (!number || *number > kTimeMax) return std::nullopt;
  return StoreTime(milliseconds(*number));
}

std::optional<std::uint64_t> hexadecimal_field(const json& object, const char* name) {
  const auto text = text_field(object, name);
  if (!text || text->size() != 16) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : *text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (c < 'a' || c > 'f')) return std::nullopt;
    number = number << 4 | static_cast<std::uint64_t>(digit ? c - '0' : c - 'a' + 10);
  }
  return number;
}

std::optional<Value> value_of(const Target& target, const json& row) {
  std::optional<Value> value;
  if (target.kind == Kind::weight) {
    const auto weight = number_field(row, "value");
    if (weight && *weight <= kWeightMax) value = static_cast<std::uint32_t>(*weight);
  } else if (auto text = text_field(row, "value")) {
    if (target.kind == Kind::primary)
      value = std::move(*text);
    else if (const auto state = parse_state(*text))
      value = *state;
  }
  if (value && !fits(target, *value)) value.reset();
  return value;
}

Result<void> read_entry(const json& row, Overrides& overrides) {
  if (!row.is_object()) return malformed("an entry is no object");
  const std::string unknown =
      unknown_field(row, {"id", "value", "reason", "by", "at_ms", "expires_ms", "version"});
  if (!unknown.empty()) return malformed("an entry has the unknown field `" + unknown + "`");
  const std::string id = text_field(row, "id").value_or("");
  const auto target = parse_id(id);
  if (!target) return malformed("`" + id + "` is no id of an override");
  const auto value = value_of(*target, row);
  const auto reason = text_field(row, "reason");
  const auto by = text_field(row, "by");
  const auto at = time_field(row, "at_ms");
  const auto version = number_field(row, "version");
  if (!value || !reason || !by || !at || !version ||
      !is_line(*reason, limits::kOverrideReasonBytesMax) ||
      !is_line(*by, limits::kOverrideNameBytesMax) || *version > overrides.version)
    return malformed(id + " lacks a value, reason, by, at_ms or version that can be");
  Override entry{*value, *reason, *by, *at, std::nullopt, *version};
  if (row.contains("expires_ms")) {
    entry.expires = time_field(row, "expires_ms");
    if (!entry.expires) return malformed(id + " has an expires_ms that cannot be");
  }
  overrides.entries[*target] = std::move(entry);
  return {};
}

}  // namespace

std::string hexadecimal(std::uint64_t number) {
  std::string text(16, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, number >>= 4)
    *digit = "0123456789abcdef"[number & 15];
  return text;
}

bool is_line(std::string_view text, std::size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max &&
         std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

std::uint64_t digest_of(const Overrides& overrides) {
  return hash64(text_of(entries_json(overrides)));
}

std::string encode(const Overrides& overrides) {
  ordered_json document{{"format", kOverridesFormat},
                        {"epoch", hexadecimal(overrides.epoch)},
                        {"version", overrides.version}};
  document["entries"] = entries_json(overrides);
  document["digest"] = hexadecimal(hash64(text_of(document["entries"])));
  return text_of(document);
}

Result<Overrides> decode(std::string_view text) {
  if (text.size() > limits::kOverridesBytesMax)
    return malformed("longer than " + std::to_string(limits::kOverridesBytesMax) + " bytes");
  const json document = json::parse(text, nullptr, false);
  if (!document.is_object()) return malformed("this is no JSON object");
  const auto format = number_field(document, "format");
  if (format != kOverridesFormat)
    return malformed("format is not " + std::to_string(kOverridesFormat));
  const std::string unknown =
      unknown_field(document, {"format", "epoch", "version", "entries", "digest"});
  if (!unknown.empty()) return malformed("unknown field `" + unknown + "`");
  const auto epoch = hexadecimal_field(document, "epoch");
  const auto version = number_field(document, "version");
  const json* entries = field_of(document, "entries");
  if (!epoch || !version || entries == nullptr || !entries->is_array())
    return malformed("epoch, version or entries are missing or of another type");
  Overrides overrides{*epoch, *version, {}};
  for (const json& row : *entries)
    if (auto done = read_entry(row, overrides); !done) return done.error();
  if (encode(overrides) != text) return malformed("not as it is written, or with a wrong digest");
  return overrides;
}

}  // namespace meridian::state
