#include "meridian/core/replay/saved_view.hpp"

#include <nlohmann/json.hpp>

#include "core/replay/json_field.hpp"
#include "core/replay/saved_rows.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/routing/build_view.hpp"

namespace meridian::replay {

namespace {

using nlohmann::json;

// Numbers that are digests are text: JSON readers that hold numbers as doubles would round them.
std::optional<std::uint64_t> digest_field(const json& object, const char* name) {
  return parse_hex(text_field(object, name).value_or(""));
}

struct Head {
  SavedHead saved;
  std::uint64_t digest = 0;
  std::uint64_t local_digest = 0;
  std::uint64_t address_digest = 0;
};

Result<void> parse_document(std::string_view text, json& document) {
  if (text.size() > limits::kSavedViewBytesMax) return malformed("is too large for a saved view");
  document = json::parse(text, nullptr, false);
  if (!document.is_object()) return malformed("is not a JSON object; the file is damaged");
  const auto format = number_field(document, "format");
  if (!format) return malformed("has no format number: this is no saved view");
  if (*format != kSavedFormat)
    return malformed("has format " + std::to_string(*format) + ", this program reads " +
                     std::to_string(kSavedFormat) + "; use the program that wrote it");
  return {};
}

Result<Head> head_of(const json& document) {
  const auto run = digest_field(document, "run");
  const auto version = number_field(document, "version");
  const auto sequence = number_field(document, "local_sequence");
  const auto config = digest_field(document, "config");
  const auto digest = digest_field(document, "digest");
  const auto local = digest_field(document, "local_digest");
  const auto addresses = digest_field(document, "address_digest");
  if (!run || !version || !sequence || !config || !digest || !local || !addresses)
    return malformed("one of run, version, local_sequence, config and the digests is missing");
  return Head{{{*run, *version, *sequence}, *config}, *digest, *local, *addresses};
}

Result<void> restore_lists(const json& document, Restored& restored) {
  for (const SavedList& list : saved_lists()) {
    const json* rows = field_of(document, std::string(list.name).c_str());
    if (rows == nullptr || !rows->is_array())
      return malformed("has no list `" + std::string(list.name) + "`");
    for (const json& row : *rows)
      if (const auto done = list.restore(row, restored); !done)
        return malformed(std::string(list.name) + ": " + done.error().context);
  }
  return sort_restored(restored);
}

}  // namespace

std::string save_view(const routing::View& view, std::uint64_t run) {
  nlohmann::ordered_json document;
  document["format"] = kSavedFormat;
  document["run"] = run_text(run);
  document["version"] = view.version;
  document["local_sequence"] = view.local_sequence;
  document["config"] = run_text(config_digest(view.topology->config()->source));
  document["digest"] = run_text(view.digest);
  document["local_digest"] = run_text(view.local_digest);
  document["address_digest"] = run_text(view.address_digest);
  for (const SavedList& list : saved_lists()) document[std::string(list.name)] = list.save(view);
  return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<SavedHead> read_saved_head(std::string_view text) {
  json document;
  if (const auto done = parse_document(text, document); !done) return done.error();
  const auto head = head_of(document);
  if (!head) return head.error();
  return head->saved;
}

Result<std::shared_ptr<const routing::View>> restore_view(
    std::string_view text, const std::shared_ptr<const routing::Topology>& topology) {
  json document;
  if (const auto done = parse_document(text, document); !done) return done.error();
  const auto head = head_of(document);
  if (!head) return head.error();
  if (config_digest(topology->config()->source) != head->saved.config)
    return malformed("belongs to another config, " + config_file_name(head->saved.config));
  Restored restored;
  restored.inputs.topology = topology;
  restored.memory.version = head->saved.name.version;
  restored.memory.local_sequence = head->saved.name.local_sequence;
  restored.memory.address_digest = head->address_digest;
  if (const auto done = restore_lists(document, restored); !done) return done.error();
  auto view = routing::rebuild_view(restored.inputs, restored.memory);
  if (view->digest != head->digest || view->local_digest != head->local_digest)
    return malformed("this program makes another view of it; use the program that wrote it");
  return view;
}

}  // namespace meridian::replay
