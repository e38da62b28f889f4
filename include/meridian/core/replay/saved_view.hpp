// A view as text: the inputs it was built from and what it had from the views before it, so that
// the same code makes it again in another process. The config is kept beside it, once for each
// content. Everything is named, never numbered: numbers are a process's own. Resolved addresses
// are left out, as no decision reads them; a digest stands for them.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "meridian/core/base/result.hpp"
#include "meridian/core/routing/view.hpp"

namespace meridian::replay {

// Which view of which process. Ordered by time.
struct ViewName {
  std::uint64_t run = 0;  // of a process: microseconds since 1970 at its start
  std::uint64_t version = 0;
  std::uint64_t local_sequence = 0;
  auto operator<=>(const ViewName&) const = default;
};

std::string run_text(std::uint64_t run);  // 16 hexadecimal digits
std::optional<std::uint64_t> parse_hex(std::string_view text);

// "<version>-<local_sequence>-<run>.json" and back; empty for other names.
std::string view_file_name(const ViewName& name);
std::optional<ViewName> parse_view_file_name(std::string_view file_name);

// Of a config's text, under which it is kept.
std::uint64_t config_digest(std::string_view text);
std::string config_file_name(std::uint64_t digest);  // "config-<hex>.yaml"

std::string save_view(const routing::View& view, std::uint64_t run);

// What stands in front of the rest: enough to find the config.
struct SavedHead {
  ViewName name;
  std::uint64_t config = 0;  // digest of its text
};
Result<SavedHead> read_saved_head(std::string_view json);

// `topology`: of the config that the head names. Fails for text that is damaged, of another format,
// of another config, or where this build makes another view of the same inputs.
Result<std::shared_ptr<const routing::View>> restore_view(
    std::string_view json, const std::shared_ptr<const routing::Topology>& topology);

}  // namespace meridian::replay
