#include "core/config/keys.hpp"
#include "meridian/core/config/parse.hpp"

namespace meridian::config {
namespace {

// A bar would end the cell.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace

std::string reference() {
  std::string text = "| key | type | default | meaning |\n|---|---|---|---|\n";
  for (const KeyRow& row : all_rows()) {
    const std::string fallback = row.fallback.empty()        ? "none"
                                 : row.fallback == kRequired ? std::string(kRequired)
                                                             : "`" + cell(row.fallback) + "`";
    text += "| `" + row.path + "` | " + cell(row.type) + " | " + fallback + " | " +
            cell(row.meaning) + " |\n";
  }
  return text;
}

}  // namespace meridian::config
