// A config as a flat list of what it sets: to show it, and to tell two apart.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meridian::config {

struct Setting {
  std::string path;  // "services.api.upstreams.eu.weight"
  std::string value;
  bool written = true;  // false: the default of a section that is written, or of the whole file
  std::uint64_t digest = 0;  // of a redacted value, so that two can be told apart; not to be shown
  bool operator==(const Setting&) const = default;
};

// In place of what may be a secret: values of header fields, which may let in a client or a check.
// Secrets themselves are in files.
inline constexpr std::string_view kRedacted = "(redacted)";

// Of a text that parse_config takes; of another one what can be read of it. Sorted by path. Values
// are as they are written. A section that is not written has its defaults and is left out, where it
// is not one of the whole file.
std::vector<Setting> settings_of(std::string_view text);

struct SettingChange {
  std::string path;
  std::string before;  // empty: it was not there
  std::string after;   // empty: it is not there any more
  bool operator==(const SettingChange&) const = default;
};
// By path.
std::vector<SettingChange> difference(const std::vector<Setting>& before,
                                      const std::vector<Setting>& after);

}  // namespace meridian::config
